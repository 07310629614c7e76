#include "http/request.h"

#include "tests/body.h"
#include "tests/test.h"

static const char *network_of(const char *address)
{
	struct request *request = request_with(false, "", 0);

	request->received.address = address;
	return request_network(request);
}

TEST(an_address_is_the_same_however_it_is_written)
{
	static const char *const same[][2] = {
		{ "2001:db8:1:2::1", "2001:DB8:1:2:0:0:0:1" }, { "2001:db8::1", "2001:0db8:0000:0000:ffff::" }, { "::1", "0:0:0:0:0:0:0:1" },
		{ "::ffff:198.51.100.7", "198.51.100.7" }, { "::FFFF:c633:6407", "198.51.100.7" }, { "fe80::1%eth0", "fe80:0::2" },
		{ "2001:db8:0:0:1::", "2001:db8::" },
	};

	for (size_t i = 0; i < sizeof(same) / sizeof(same[0]); i++)
		ck_assert_str_eq(network_of(same[i][0]), network_of(same[i][1]));
}

TEST(networks_are_told_apart)
{
	static const char *const addresses[] = { "198.51.100.7", "198.51.100.8", "2001:db8:1:2::1", "2001:db8:1:3::1", "2001:db8:1::2", "::1",
		"c633:6407::", "", "unix:", "198.51.100.7.8", "0198.51.100.7" };
	const size_t count = sizeof(addresses) / sizeof(addresses[0]);

	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < i; j++)
			ck_assert_str_ne(network_of(addresses[i]), network_of(addresses[j]));
}

TEST(each_cookie_of_a_name_comes_in_its_turn)
{
	struct request *request = request_with(false, "", 0);
	const char *rest = "a=1; ab=2;a=; a=3 ; b=a=4;a=5";

	ck_assert_str_eq(request_next_cookie(request, "a", &rest), "1");
	ck_assert_str_eq(request_next_cookie(request, "a", &rest), "");
	ck_assert_str_eq(request_next_cookie(request, "a", &rest), "3");
	ck_assert_str_eq(request_next_cookie(request, "a", &rest), "5");
	ck_assert_ptr_null(request_next_cookie(request, "a", &rest));
}

int main(void)
{
	return test_run("request", PLAIN);
}
