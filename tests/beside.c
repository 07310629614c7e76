#include "tests/beside.h"

#include <stdio.h>
#include <unistd.h>

#include "db/db.h"
#include "db/link.h"
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
