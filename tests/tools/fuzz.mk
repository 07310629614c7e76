# The fuzzer of tests/fuzz: the readers of outside bytes, compiled by clang with libFuzzer and sanitizers.
include Makefile

$(BUILD)/fuzz: $(call object,tests/fuzz_targets.c tests/tools/fuzz_main.c) $(web_lib) $(shop_lib)
	$(CXX) -fsanitize=fuzzer,address,undefined -o $@ $^ $(web_libs)
