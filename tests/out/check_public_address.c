/* Which addresses a webhook may be at, and what its signature is. */
#include "out/public_address.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include "out/signature.h"
#include "outbox/webhook.h"
#include "tests/test.h"

#define NEW "dfd0c4ddb107e3a391f1dc89c9ba0bec585e31e42f82d6c6673f3d9b3a3429a8"
#define OLD "2a630fb62d83c712b7c3b6fc1dec6df3ef803228a2223a912c109f39e17c6983"

static bool is_public(const char *text)
{
	struct sockaddr_in v4 = { .sin_family = AF_INET };
	struct sockaddr_in6 v6 = { .sin6_family = AF_INET6 };

	if (inet_pton(AF_INET, text, &v4.sin_addr) == 1)
		return public_address_is_public((const struct sockaddr *)&v4);
	ck_assert_int_eq(inet_pton(AF_INET6, text, &v6.sin6_addr), 1);
	return public_address_is_public((const struct sockaddr *)&v6);
}

TEST(addresses_of_the_internet_are_public)
{
	static const char *const good[] = { "1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0",
		"126.255.255.255", "128.0.0.0", "169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0",
		"192.0.1.0", "192.167.255.255", "192.169.0.0",
		"198.17.255.255", "198.20.0.0", "223.255.255.255", "2606:4700::1111", "2a00:1450::1", "2001:200::1", "2003::1",
		"::ffff:8.8.8.8", "64:ff9b::8.8.8.8" };

	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		ck_assert_msg(is_public(good[i]), "%s", good[i]);
}

TEST(addresses_inside_and_set_aside_are_not)
{
	static const char *const bad[] = { "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.127.255.255", "127.0.0.1",
		"127.255.255.254", "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.1", "192.0.2.1", "192.88.99.1", "192.168.1.1",
		"198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255",
		"::", "::1", "::7f00:1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "64:ff9b::10.0.0.1", "64:ff9b::7f00:1",
		"64:ff9b:1::1", "100::1", "2001::1", "2001:10::1", "2001:db8::1", "2002:7f00:1::", "2002:808:808::1", "3fff::1",
		"fc00::1", "fd12::1", "fe80::1", "fec0::1", "ff02::1", "4000::1" };

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ck_assert_msg(!is_public(bad[i]), "%s", bad[i]);
}

TEST(another_family_is_not_public)
{
	ck_assert(!public_address_is_public(&(struct sockaddr){ .sa_family = AF_UNIX }));
}

TEST(good_urls_have_no_problem)
{
	static const char *const good[] = { "https://example.com/", "http://example.com:8080/hook?key=1", "HTTPS://EXAMPLE.COM",
		"https://8.8.8.8/x", "https://[2606:4700::1111]/", "https://xn--bcher-kva.example/", "https://example.com/%F0%9F%8E%AB" };

	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		ck_assert_msg(!public_address_problem(good[i]), "%s: %s", good[i], public_address_problem(good[i]));
}

TEST(bad_urls_are_named)
{
	static const struct { const char *url, *problem; } bad[] = {
		{ "", "URL is required" }, { "example.com", "URL must begin with https:// or http://" },
		{ "ftp://example.com/", "URL must begin with https:// or http://" },
		{ "file:///etc/passwd", "URL must begin with https:// or http://" },
		{ "gopher://example.com/", "URL must begin with https:// or http://" }, { "https://", "URL is not valid" },
		{ "https://exa mple.com/", "URL is not valid" }, { "https://example.com/\r\nX: y", "URL is not valid" },
		{ "https://example.com:99999/", "URL is not valid" }, { "https://b\xc3\xbc.example/", "URL is not valid" },
		{ "https://user@example.com/", "URL must not contain a user or password" },
		{ "https://user:secret@example.com/", "URL must not contain a user or password" },
		{ "https://example.com/#part", "URL must not contain a fragment" },
		{ "http://127.0.0.1/", "URL must not lead to a private address" },
		{ "http://2130706433/", "URL must not lead to a private address" },
		{ "http://0x7f.1/", "URL must not lead to a private address" }, { "http://[::1]/", "URL must not lead to a private address" },
		{ "http://[::ffff:10.0.0.1]/", "URL must not lead to a private address" },
		{ "http://169.254.169.254/latest", "URL must not lead to a private address" },
	};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ck_assert_str_eq(public_address_problem(bad[i].url) ? public_address_problem(bad[i].url) : bad[i].url, bad[i].problem);
}

TEST(a_url_may_have_2000_characters)
{
	char url[WEBHOOK_URL_MAX + 2] = "https://example.com/";

	memset(url + strlen(url), 'x', WEBHOOK_URL_MAX - strlen(url));
	ck_assert_ptr_null(public_address_problem(url));
	url[WEBHOOK_URL_MAX] = 'x';
	ck_assert_str_eq(public_address_problem(url), "URL must have at most 2000 characters");
}

TEST(private_addresses_are_a_setting)
{
	struct sockaddr_in here = { .sin_family = AF_INET, .sin_port = htons(8080), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };

	ck_assert_str_eq(public_address_refused((struct sockaddr *)&here), "private");
	test_configure("BOXOFFICE_WEBHOOK_ALLOW_PRIVATE=1\n");
	ck_assert_ptr_null(public_address_problem("http://127.0.0.1:9/"));
	ck_assert_ptr_null(public_address_refused((struct sockaddr *)&here));
}

/* ---- ports */

static struct sockaddr *at_port(unsigned port, bool six)
{
	struct sockaddr_in *four = pool_alloc(pool, sizeof(*four));
	struct sockaddr_in6 *other = pool_alloc(pool, sizeof(*other));

	four->sin_family = AF_INET;
	four->sin_port = htons((uint16_t)port);
	inet_pton(AF_INET, "8.8.8.8", &four->sin_addr);
	other->sin6_family = AF_INET6;
	other->sin6_port = htons((uint16_t)port);
	inet_pton(AF_INET6, "2606:4700::1111", &other->sin6_addr);
	return six ? (struct sockaddr *)other : (struct sockaddr *)four;
}

/* Said of the URL, and again when a connection is made: to what was named before there was this rule, too. */
static void check_port(unsigned port, bool may_be_used)
{
	const char *problem = public_address_problem(pool_print(pool, "https://example.com:%u/", port));

	ck_assert_msg(!problem == may_be_used, "port %u: %s", port, problem);
	if (problem)
		ck_assert_str_eq(problem, "URL must not lead to the port of another service");
	for (int six = 0; six < 2; six++) {
		const char *refused = public_address_refused(at_port(port, six));

		ck_assert_msg(!refused == may_be_used, "port %u: %s", port, refused);
		if (refused)
			ck_assert_str_eq(refused, "port");
	}
}

TEST(ports_of_other_services_are_refused)
{
	static const unsigned services[] = { 22, 6379, 25, 3306, 5432, 11211, 27017, 27019, 9200, 2375, 21, 4222, 587, 465, 53 };

	for (int private = 0; private < 2; private++) {
		for (size_t i = 0; i < sizeof(services) / sizeof(services[0]); i++)
			check_port(services[i], false);
		test_configure("BOXOFFICE_WEBHOOK_ALLOW_PRIVATE=1\n");
	}
}

TEST(ports_of_the_web_and_high_ones_may_be_used)
{
	static const unsigned good[] = { 80, 443, 8080, 8443, 3000, 5000, 8000, 9443, 49152, 65535 };

	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		check_port(good[i], true);
	ck_assert_ptr_null(public_address_problem("https://example.com/"));
	ck_assert_ptr_null(public_address_problem("http://example.com/"));
}

TEST(low_ports_are_for_who_lets_webhooks_into_the_own_network)
{
	check_port(81, false);
	check_port(1023, false);
	test_configure("BOXOFFICE_WEBHOOK_ALLOW_PRIVATE=1\n");
	check_port(81, true);
	check_port(1023, true);
}

/* printf '1700000000.{}' | openssl dgst -sha256 -hmac whsec_new */
TEST(a_signature_is_that_of_time_and_body)
{
	ck_assert_str_eq(signature_of(pool, "whsec_new", NULL, 1700000000, "{}"), "t=1700000000,v1=" NEW);
}

TEST(an_old_secret_signs_along)
{
	ck_assert_str_eq(signature_of(pool, "whsec_new", "whsec_old", 1700000000, "{}"), "t=1700000000,v1=" NEW ",v1=" OLD);
}

int main(void)
{
	return test_run("address", PLAIN);
}
