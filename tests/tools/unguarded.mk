# The negative controls of tests/races.sh, tests/quota_races.sh and tests/hoarding.sh: the program of orders with another file in the place
# of lib/quota/quota.c, or of lib/sales/buyer.c.
include Makefile

$(BUILD)/tests/unguarded.fcgi $(BUILD)/tests/unordered.fcgi $(BUILD)/tests/unnoted.fcgi: $(BUILD)/tests/%.fcgi: \
		$(call object,cgi-bin/sales/orders.c) $(BUILD)/obj/tests/tools/%.o $(pages_lib) $(shop_lib)
	@mkdir -p $(@D)
	$(CXX) $(ldflags) -o $@ $^ $(web_libs)
