#include "tests/beside.h"

#include <stdio.h>
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "db/db.h"
#include "db/link.h"
#include "db/settings.h"
#include "tests/test.h"

int to_beside[2], from_beside[2];

void beside_tell(const int channel[2], int64_t what)
{
	if (write(channel[1], &what, sizeof(what)) != sizeof(what))
		_exit(2);
}

int64_t beside_hear(const int channel[2])
{
	int64_t what = -1;

	if (read(channel[0], &what, sizeof(what)) != sizeof(what))
		_exit(3);
	return what;
}

pid_t beside_start(void (*work)(void))
{
	pid_t child;

	db_close();
	ck_assert(!pipe(to_beside) && !pipe(from_beside));
	child = fork();
	ck_assert_int_ge(child, 0);
	if (child)
		return child;
	work();
	_exit(0);
}

static const char *kill_of(int64_t connection)
{
	static char sql[64];

	snprintf(sql, sizeof(sql), "KILL %lld", (long long)connection);
	return sql;
}

void beside_kill(void)
{
	db_command(kill_of(beside_hear(to_beside)));
	beside_tell(from_beside, 0);
}

void beside_kill_later(void)
{
	const char *sql = kill_of(beside_hear(to_beside));

	beside_tell(from_beside, 0);
	usleep(300000);
	db_command(sql);
}

void beside_lose_connection(void)
{
	beside_tell(to_beside, db_number("SELECT CONNECTION_ID()", BIND(), 0));
	beside_hear(from_beside);
}

/* ---- a database by TCP */

static int ended[2];

static int connect_to_database(void)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	int database = socket(AF_UNIX, SOCK_STREAM, 0);

	snprintf(at.sun_path, sizeof(at.sun_path), "%s", db_settings.socket);
	if (connect(database, (struct sockaddr *)&at, sizeof(at)))
		_exit(4);
	return database;
}

/* Hands on what comes from one of the two to the other; false at the end. */
static bool hand_on(int from, int to)
{
	char bytes[16384];
	ssize_t length = read(from, bytes, sizeof(bytes));

	return length > 0 && write(to, bytes, (size_t)length) == length;
}

static void stand_between(int client, int database)
{
	struct pollfd both[2] = { { .fd = client, .events = POLLIN }, { .fd = database, .events = POLLIN } };
	bool goes_on = true;

	while (goes_on && poll(both, 2, -1) > 0)
		goes_on = (!both[0].revents || hand_on(client, database)) && (!both[1].revents || hand_on(database, client));
	close(client);
	close(database);
	beside_tell(ended, 0);
}

void beside_connect_by_tcp(void)
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int listening = socket(AF_INET, SOCK_STREAM, 0);
	socklen_t size = sizeof(at);

	ck_assert(!pipe(ended) && !bind(listening, (struct sockaddr *)&at, size) && !listen(listening, 4));
	ck_assert_int_eq(getsockname(listening, (struct sockaddr *)&at, &size), 0);
	if (!fork())
		for (;;) {
			int client = accept(listening, NULL, NULL);

			stand_between(client, connect_to_database());
		}
	db_settings.socket = "";
	db_settings.host = "127.0.0.1";
	db_settings.port = ntohs(at.sin_port);
}

void beside_await_end(void)
{
	beside_hear(ended);
}
