#include "out/public_address.h"

#include <curl/curl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "outbox/settings.h"
#include "outbox/webhook.h"

struct network {
	uint8_t prefix[16];
	unsigned bits;
};

static const struct network reserved_4[] = {
	{ { 0 }, 8 },              /* this network, unspecified */
	{ { 10 }, 8 },             /* private */
	{ { 100, 64 }, 10 },       /* carriers' own */
	{ { 127 }, 8 },            /* this machine */
	{ { 169, 254 }, 16 },      /* link-local; clouds' metadata */
	{ { 172, 16 }, 12 },       /* private */
	{ { 192, 0, 0 }, 24 },     /* protocols */
	{ { 192, 0, 2 }, 24 },     /* documentation */
	{ { 192, 31, 196 }, 24 },  /* AS112 */
	{ { 192, 52, 193 }, 24 },  /* AMT */
	{ { 192, 88, 99 }, 24 },   /* 6to4 relays */
	{ { 192, 168 }, 16 },      /* private */
	{ { 192, 175, 48 }, 24 },  /* AS112 */
	{ { 198, 18 }, 15 },       /* benchmarks */
	{ { 198, 51, 100 }, 24 },  /* documentation */
	{ { 203, 0, 113 }, 24 },   /* documentation */
	{ { 224 }, 4 },            /* multicast */
	{ { 240 }, 4 },            /* reserved, broadcast */
};

/* Of 2000::/3, outside which nothing is public. */
static const struct network reserved_6[] = {
	{ { 0x20, 0x01 }, 23 },                         /* protocols: Teredo, ORCHID, … */
	{ { 0x20, 0x01, 0x0d, 0xb8 }, 32 },             /* documentation */
	{ { 0x20, 0x02 }, 16 },                         /* 6to4 */
	{ { 0x26, 0x20, 0x00, 0x4f, 0x80 }, 48 },       /* AS112 */
	{ { 0x3f, 0xff }, 20 },                         /* documentation */
};

static const struct network global_6 = { { 0x20 }, 3 };
static const struct network mapped_4 = { { [10] = 0xff, [11] = 0xff }, 96 };           /* ::ffff:a.b.c.d */
static const struct network translated_4 = { { 0x00, 0x64, 0xff, 0x9b }, 96 };         /* 64:ff9b::a.b.c.d (RFC 6052) */

static bool is_within(const uint8_t *address, const struct network *network)
{
	unsigned whole = network->bits / 8, rest = network->bits % 8;
	uint8_t mask = (uint8_t)(0xff00 >> rest);

	return !memcmp(address, network->prefix, whole) && (!rest || (address[whole] & mask) == (network->prefix[whole] & mask));
}

static bool is_reserved(const uint8_t *address, const struct network *networks, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (is_within(address, &networks[i]))
			return true;
	return false;
}

static bool is_public_4(const uint8_t *address)
{
	return !is_reserved(address, reserved_4, sizeof(reserved_4) / sizeof(reserved_4[0]));
}

static bool is_public_6(const uint8_t *address)
{
	if (is_within(address, &mapped_4) || is_within(address, &translated_4))
		return is_public_4(address + 12);
	return is_within(address, &global_6) && !is_reserved(address, reserved_6, sizeof(reserved_6) / sizeof(reserved_6[0]));
}

bool public_address_is_public(const struct sockaddr *address)
{
	if (address->sa_family == AF_INET)
		return is_public_4((const uint8_t *)&((const struct sockaddr_in *)address)->sin_addr);
	if (address->sa_family == AF_INET6)
		return is_public_6(((const struct sockaddr_in6 *)address)->sin6_addr.s6_addr);
	return false;
}

/*
 * Ports of services that take what an HTTP request says for commands of their own, or break by it: mail, remote shells, file sharing,
 * databases, caches, queues, clusters. In ascending order.
 */
static const uint16_t service_ports[] = {
	21, 22, 23, 25, 53, 69, 79, 110, 111, 113, 119, 123, 135, 137, 138, 139, 143, 161, 179, 389, 427, 445, 465, 512, 513, 514,
	515, 548, 554, 587, 631, 636, 873, 989, 990, 993, 995, 1080, 1433, 1521, 1719, 1720, 1723, 2049, 2181, 2375, 2376, 2379, 2380,
	3128, 3306, 3389, 3659, 4045, 4190, 4222, 4369, 5060, 5061, 5432, 5671, 5672, 5900, 5984, 5985, 5986, 6000, 6379, 6380, 6443,
	6566, 6667, 6697, 8086, 8500, 9042, 9092, 9100, 9200, 9300, 10080, 10250, 11211, 26257, 27017, 27018, 27019
};

static int compare_ports(const void *a, const void *b)
{
	return *(const uint16_t *)a - *(const uint16_t *)b;
}

static bool is_of_service(unsigned port)
{
	uint16_t wanted = (uint16_t)port;

	return bsearch(&wanted, service_ports, sizeof(service_ports) / sizeof(service_ports[0]), sizeof(wanted), compare_ports);
}

bool public_address_port_may_be_used(unsigned port)
{
	if (port == 80 || port == 443)
		return true;
	return (port >= 1024 || outbox_settings.webhook_allow_private) && !is_of_service(port);
}

static unsigned port_of(const struct sockaddr *address)
{
	if (address->sa_family == AF_INET)
		return ntohs(((const struct sockaddr_in *)address)->sin_port);
	return ntohs(((const struct sockaddr_in6 *)address)->sin6_port);
}

const char *public_address_refused(const struct sockaddr *address)
{
	if (!outbox_settings.webhook_allow_private && !public_address_is_public(address))
		return "private";
	return public_address_port_may_be_used(port_of(address)) ? NULL : "port";
}

/* A host that is an address already, in any of its spellings (0x7f.1, [::1]). */
static bool leads_inside(const char *host)
{
	struct addrinfo hints = { .ai_flags = AI_NUMERICHOST, .ai_socktype = SOCK_STREAM }, *found = NULL;
	char bare[64];
	bool inside = false;

	strncpy(bare, host + (*host == '['), sizeof(bare) - 1);
	bare[sizeof(bare) - 1] = '\0';
	bare[strcspn(bare, "]")] = '\0';
	if (!outbox_settings.webhook_allow_private && getaddrinfo(bare, NULL, &hints, &found) == 0)
		inside = !public_address_is_public(found->ai_addr);
	if (found)
		freeaddrinfo(found);
	return inside;
}

static bool is_printable(const char *text)
{
	for (; *text; text++)
		if (*text <= ' ' || *text > '~' || strchr("\"<>\\^`{|}", *text))
			return false;
	return true;
}

/* What stands in a part; false where it has none. */
static bool has_part(CURLU *parts, CURLUPart part)
{
	char *value = NULL;
	bool there = curl_url_get(parts, part, &value, 0) == CURLUE_OK;

	curl_free(value);
	return there;
}

/* The port that the URL names, or that of its scheme. */
static unsigned port_in(CURLU *parts)
{
	char *text = NULL;
	unsigned port = 0;

	if (curl_url_get(parts, CURLUPART_PORT, &text, CURLU_DEFAULT_PORT) == CURLUE_OK)
		port = (unsigned)strtoul(text, NULL, 10);
	curl_free(text);
	return port;
}

static const char *problem_of(CURLU *parts, const char *url)
{
	char *host = NULL;
	const char *problem = NULL;

	if (strncasecmp(url, "http://", 7) && strncasecmp(url, "https://", 8))
		return "URL must begin with https:// or http://";
	if (curl_url_set(parts, CURLUPART_URL, url, 0) != CURLUE_OK || curl_url_get(parts, CURLUPART_HOST, &host, 0) != CURLUE_OK)
		return "URL is not valid";
	if (has_part(parts, CURLUPART_USER) || has_part(parts, CURLUPART_PASSWORD))
		problem = "URL must not contain a user or password";
	else if (has_part(parts, CURLUPART_FRAGMENT))
		problem = "URL must not contain a fragment";
	else if (leads_inside(host))
		problem = "URL must not lead to a private address";
	else if (!public_address_port_may_be_used(port_in(parts)))
		problem = "URL must not lead to the port of another service";
	curl_free(host);
	return problem;
}

const char *public_address_problem(const char *url)
{
	CURLU *parts;
	const char *problem;

	if (!*url)
		return "URL is required";
	if (strlen(url) > WEBHOOK_URL_MAX)
		return "URL must have at most 2000 characters";
	if (!is_printable(url))
		return "URL is not valid";
	parts = curl_url();
	problem = problem_of(parts, url);
	curl_url_cleanup(parts);
	return problem;
}
