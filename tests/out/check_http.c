/* Exchanges with outside services that don't answer: many hang beside each other, each on a connection of its own. */
#include "out/http.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/moment.h"
#include "base/text.h"
#include "tests/test.h"
#include "wait/fiber.h"
#include "wait/wait.h"

#define MANY 20

static int listening; /* connections wait there, and nobody answers */
static int silent;    /* exchanges that ended without an answer */
static char address[64];

static void listen_silently(const char *scheme)
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof(at);

	listening = socket(AF_INET, SOCK_STREAM, 0);
	ck_assert_int_eq(bind(listening, (struct sockaddr *)&at, size), 0);
	ck_assert_int_eq(listen(listening, 2 * MANY), 0);
	ck_assert_int_eq(getsockname(listening, (struct sockaddr *)&at, &size), 0);
	snprintf(address, sizeof(address), "%s://127.0.0.1:%d/", scheme, ntohs(at.sin_port));
}

static void ask(void *unused)
{
	static const char *const none[] = { NULL };
	struct http_call call = { .method = "GET", .url = address, .headers = none, .seconds = 1 };
	struct text answer;

	(void)unused;
	silent += http_exchange(pool, &call, &answer) == 0;
}

static void finish_all(void)
{
	while (fiber_count()) {
		wait_sleep();
		wait_go_on();
	}
}

/* What has come by the next connection. */
static size_t heard(char *bytes, size_t size)
{
	int connection = accept(listening, NULL, NULL);
	ssize_t length = recv(connection, bytes, size, MSG_DONTWAIT);

	close(connection);
	return length > 0 ? (size_t)length : 0;
}

TEST(many_hang_no_longer_than_one)
{
	int64_t began = moment_steady();
	char bytes[1024];

	listen_silently("http");
	for (int i = 0; i < MANY; i++)
		fiber_start(ask, NULL);
	finish_all();
	ck_assert_int_eq(silent, MANY);
	ck_assert_int_lt(moment_steady() - began, 4000);
	for (int i = 0; i < MANY; i++)
		ck_assert_uint_gt(heard(bytes, sizeof(bytes)), 0);
}

/* RFC 7301: the protocols that a client offers, each after its length. */
static void offers_http_1_alone(void)
{
	char bytes[4096];
	size_t length = heard(bytes, sizeof(bytes));

	ck_assert_ptr_nonnull(memmem(bytes, length, "\x08http/1.1", 9));
	ck_assert_ptr_null(memmem(bytes, length, "\x02h2\x08", 4));
}

TEST(by_tls_none_shares_its_connection_with_others)
{
	listen_silently("https");
	ask(NULL);
	offers_http_1_alone();
	fiber_start(ask, NULL);
	finish_all();
	offers_http_1_alone();
	ck_assert_int_eq(silent, 2);
}

int main(void)
{
	return test_run("http", PLAIN);
}
