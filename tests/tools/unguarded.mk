# The negative control of tests/races.sh: the program of orders with unguarded.c in the place of lib/sales/stock.c.
include Makefile

$(BUILD)/tests/unguarded.fcgi: $(call object,cgi-bin/sales/orders.c tests/tools/unguarded.c) $(pages_lib) $(shop_lib)
	@mkdir -p $(@D)
	$(CXX) $(ldflags) -o $@ $^ $(web_libs)
