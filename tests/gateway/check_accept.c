/* Which connections a program takes up, where the web server hands on requests while they arrive: nobody who is slow is read. */
#include "gateway/accept.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "tests/test.h"

#define SLOW 600 /* more than are set aside */
#define LARGE 16384

static int listening;
static struct sockaddr_un address = { .sun_family = AF_UNIX };

static void listen_to_streams(void)
{
	const struct rlimit files = { 4096, 4096 };

	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &files), 0);
	snprintf(address.sun_path + 1, sizeof(address.sun_path) - 1, "boxoffice-accept-%d", getpid());
	listening = socket(AF_UNIX, SOCK_STREAM, 0);
	ck_assert_int_eq(bind(listening, (struct sockaddr *)&address, sizeof(address)), 0);
	ck_assert_int_eq(listen(listening, 2 * SLOW), 0);
	setenv("BOXOFFICE_STREAMED", "1", 1);
	accept_watch(listening, false, -1);
}

/* Connects, and sends a record of the type STDIN (FastCGI 1.0, 3.3) that says it has so many bytes, and `sent` bytes of it. */
static int send_record(unsigned size, size_t sent)
{
	unsigned char bytes[8 + LARGE] = { 1, 5, 0, 1, (unsigned char)(size >> 8), (unsigned char)size };
	int connection = socket(AF_UNIX, SOCK_STREAM, 0);

	ck_assert_int_eq(connect(connection, (struct sockaddr *)&address, sizeof(address)), 0);
	ck_assert_int_eq(write(connection, bytes, 8 + sent), (ssize_t)(8 + sent));
	return connection;
}

static bool is_closed(int connection)
{
	char byte;

	return recv(connection, &byte, 1, MSG_DONTWAIT) >= 0 || errno != EAGAIN;
}

TEST(past_its_limit_who_sends_slowly_keeps_nobody_waiting)
{
	int slow[SLOW], quick, taken, closed = 0;
	unsigned char head[8];

	listen_to_streams();
	for (int i = 0; i < SLOW; i++)
		slow[i] = send_record(100, 10);
	quick = send_record(0, 0);
	taken = accept_next(0);
	ck_assert_int_ge(taken, 0);
	ck_assert_int_eq(read(taken, head, sizeof(head)), (ssize_t)sizeof(head));
	ck_assert_int_eq(head[5], 0); /* the one that has come */
	for (int i = 0; i < SLOW; i++)
		closed += is_closed(slow[i]);
	ck_assert_int_eq(closed, SLOW - 512);
	ck_assert(!is_closed(quick));
	ck_assert_int_eq(write(slow[0], (unsigned char[98]){ [90] = 1, 5, 0, 1 }, 98), 98); /* one of the others ends */
	ck_assert_int_ge(accept_next(0), 0);
	ck_assert_int_eq(accept_next(0), -1);
}

TEST(what_is_too_large_to_be_looked_at_is_read_with_a_limit)
{
	struct timeval limit = { 0 };
	socklen_t size = sizeof(limit);
	int taken;

	listen_to_streams();
	send_record(60000, LARGE);
	taken = accept_next(0);
	ck_assert_int_ge(taken, 0);
	ck_assert_int_eq(getsockopt(taken, SOL_SOCKET, SO_RCVTIMEO, &limit, &size), 0);
	ck_assert_int_gt(limit.tv_sec, 0);
}

int main(void)
{
	return test_run("accept", PLAIN);
}
