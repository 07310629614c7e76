/* The process that stands between us and `sendmail`, where ours ends. What it does with mail is in mail_away.sh. */
#include "out/sendmail.h"

#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/test.h"

static pid_t sender;

/* Stands before the one of libc, which asks for a signal when the parent ends: that has ended by now, so there will be none. */
int prctl(int option, ...)
{
	(void)option;
	while (getppid() == sender)
		usleep(1000);
	return 0;
}

/* Sends a mail, and ends at once. */
static void send_and_end(void)
{
	sender = getpid();
	sendmail_open("/bin/true", "shop@example.com", "a@example.com");
	_exit(0);
}

TEST(it_ends_where_its_parent_has_ended_before_it_could_ask_to_be_told)
{
	struct pollfd end = { .events = POLLIN };
	int both[2];
	pid_t child;

	ck_assert_int_eq(pipe(both), 0);
	child = fork();
	ck_assert_int_ge(child, 0);
	if (!child)
		send_and_end();
	close(both[1]); /* the two others have it, as long as they live */
	ck_assert_int_eq(waitpid(child, NULL, 0), child);
	end.fd = both[0];
	ck_assert_int_eq(poll(&end, 1, 10000), 1);
	ck_assert_int_eq(end.revents, POLLHUP);
}

int main(void)
{
	return test_run("sendmail", PLAIN);
}
