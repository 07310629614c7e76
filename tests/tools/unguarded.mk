# The negative controls of tests/races.sh and tests/quota_races.sh: the program of orders with another file in the place of
# lib/quota/quota.c.
include Makefile

$(BUILD)/tests/unguarded.fcgi $(BUILD)/tests/unordered.fcgi: $(BUILD)/tests/%.fcgi: \
		$(call object,cgi-bin/sales/orders.c) $(BUILD)/obj/tests/tools/%.o $(pages_lib) $(shop_lib)
	@mkdir -p $(@D)
	$(CXX) $(ldflags) -o $@ $^ $(web_libs)
