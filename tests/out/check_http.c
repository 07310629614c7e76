/* Exchanges with outside services that don't answer: many hang beside each other, each on a connection of its own. */
#include "out/http.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <dlfcn.h>
#include <netinet/in.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/config.h"
#include "base/moment.h"
#include "base/pool.h"
#include "base/shm.h"
#include "base/text.h"
#include "db/link.h"
#include "out/http_multi.h"
#include "out/mime_message.h"
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

	(void)unused;
	silent += http_exchange(pool, &call).status == 0;
}

/* Where nobody listens. */
static void ask_in_vain(void)
{
	static const char *const none[] = { NULL };
	struct http_call call = { .method = "GET", .url = "http://127.0.0.1:1/", .headers = none, .seconds = 1 };

	ck_assert_int_eq(http_exchange(pool, &call).status, 0);
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

/* A server for MANY at once: it hears all of them before it answers any, the last one first, each with its path as a header. */
static void serve_backwards(void)
{
	int connections[MANY];
	char paths[MANY][64], bytes[1024];

	for (int i = 0; i < MANY; i++) {
		ssize_t length;

		connections[i] = accept(listening, NULL, NULL);
		length = read(connections[i], bytes, sizeof(bytes) - 1);
		bytes[length > 0 ? length : 0] = '\0';
		sscanf(bytes, "GET %60s", paths[i]);
	}
	for (int i = MANY - 1; i >= 0; i--) {
		dprintf(connections[i], "HTTP/1.1 200 OK\r\nRequest-Id: %s\r\nContent-Length: 0\r\n\r\n", paths[i]);
		close(connections[i]);
	}
}

static void ask_by_number(void *number)
{
	static const char *const none[] = { NULL };
	char *path = pool_print(pool, "/%d", *(int *)number);
	struct http_call call = { .method = "GET", .url = pool_print(pool, "%s%s", address, path + 1), .headers = none, .seconds = 5,
	                          .header = "request-id" };
	struct http_answer answer = http_exchange(pool, &call);

	ck_assert_int_eq(answer.status, 200);
	ck_assert_str_eq(answer.header, path);
}

TEST(each_of_many_has_the_header_of_its_own_answer)
{
	static int numbers[MANY];
	pid_t server;

	listen_silently("http");
	server = fork();
	if (!server) {
		serve_backwards();
		_exit(0);
	}
	for (int i = 0; i < MANY; i++) {
		numbers[i] = i;
		fiber_start(ask_by_number, &numbers[i]);
	}
	finish_all();
	ck_assert_int_eq(waitpid(server, NULL, 0), server);
}

/* ---- memory that is short */

static int lines_left = -1; /* so many more lines there is memory for; below 0: as many as there are */

/* Stands before the one of libcurl. */
struct curl_slist *curl_slist_append(struct curl_slist *list, const char *line)
{
	static struct curl_slist *(*real)(struct curl_slist *, const char *);

	if (!real)
		real = (struct curl_slist *(*)(struct curl_slist *, const char *))(uintptr_t)dlsym(RTLD_NEXT, "curl_slist_append");
	if (lines_left == 0)
		return NULL;
	lines_left -= lines_left > 0;
	return real(list, line);
}

TEST(nothing_goes_out_without_one_of_its_headers)
{
	static const char *const headers[] = { "Authorization: Bearer x", "Idempotency-Key: y", "Content-Type: text/plain", NULL };
	struct http_call call = { .method = "GET", .url = "http://127.0.0.1:1/", .headers = headers, .seconds = 1 };
	struct http_multi_transfer transfer = { .url = "http://127.0.0.1:1/", .body = "", .headers = headers };
	struct mime_message message = { .name = "Shop", .from = "shop@example.com", .to = "a@example.com", .subject = "", .id = "id" };

	for (volatile int enough = 0; enough < 3; enough++) {
		lines_left = enough;
		ck_assert_fault(FAULT_BUG, http_exchange(pool, &call));
		lines_left = enough;
		ck_assert_fault(FAULT_BUG, http_multi_begin(&transfer));
		lines_left = enough;
		ck_assert_fault(FAULT_BUG, mime_message_headers(pool, &message));
	}
	lines_left = 3;
	ck_assert_int_eq(http_exchange(pool, &call).status, 0);
	http_multi_end(&transfer);
}

/* ---- the connection to the database */

TEST(who_waits_for_the_outside_keeps_no_connection_where_they_are_few)
{
	test_own_shared();
	ck_assert_int_eq(db_number("SELECT 7", BIND(), 0), 7);
	ask_in_vain();
	ck_assert_ptr_nonnull(db_state.connection);
	atomic_store((_Atomic int64_t *)shm_area(SHM_DATABASE), moment_now()); /* as if another program had found none left */
	ask_in_vain();
	ck_assert_ptr_null(db_state.connection);
	ck_assert_int_eq(db_number("SELECT 7", BIND(), 0), 7);
	db_close();
	test_drop_shared();
}

int main(void)
{
	return test_run("http", CONFIGURED);
}
