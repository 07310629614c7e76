# The negative control of tests/races.sh: the program of orders with unguarded.c in the place of lib/shop/stock.c.
include Makefile

$(BUILD)/tests/unguarded.fcgi: $(call object,cgi-bin/orders.c tests/tools/unguarded.c) $(web_lib) $(shop_lib)
	@mkdir -p $(@D)
	$(CXX) $(ldflags) -o $@ $^ $(web_libs)
