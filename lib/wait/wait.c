#include "wait/wait.h"

#include <errno.h>
#include <stddef.h>
#include <sys/epoll.h>
#include <time.h>

#include "base/fault.h"
#include "base/moment.h"
#include "wait/fiber.h"

#define NEVER INT64_MAX
#define EVENTS_AT_ONCE 64

/* A fiber that waits; on its stack. */
struct sleeper {
	struct fiber *fiber;
	int64_t until;      /* milliseconds of moment_steady(), or NEVER */
	const bool *over;   /* or until this is true; NULL: only until then */
	struct sleeper *next;
};

static struct sleeper *sleepers;
static const struct wait_source *source;
static int64_t timer = NEVER; /* when source->due() is to be called */
static int files = -1;        /* an epoll of the files that are watched */
static bool is_forbidden;

/* ---- those who wait */

void wait_forbid(void)
{
	is_forbidden = true;
}

void wait_allow(void)
{
	is_forbidden = false;
}

bool wait_aside(void)
{
	if (is_forbidden)
		fault(FAULT_BUG, "something waits within a transaction");
	return fiber_running();
}

static void sleep_until(int64_t until, const bool *over)
{
	struct sleeper sleeper = { fiber_running(), until, over, sleepers };

	sleepers = &sleeper;
	fiber_rest();
}

void wait_milliseconds(int64_t milliseconds)
{
	struct timespec time = { .tv_sec = milliseconds / 1000, .tv_nsec = milliseconds % 1000 * 1000000 };

	if (wait_aside())
		sleep_until(moment_steady() + milliseconds, NULL);
	else
		nanosleep(&time, NULL);
}

void wait_until(const bool *over)
{
	if (!wait_aside())
		fault(FAULT_BUG, "only a fiber can wait for another's work");
	if (!*over)
		sleep_until(NEVER, over);
}

/* ---- the source */

void wait_use(const struct wait_source *the_source)
{
	source = the_source;
	wait_file();
}

int wait_file(void)
{
	if (files < 0)
		files = epoll_create1(EPOLL_CLOEXEC);
	if (files < 0)
		fault(FAULT_BUG, "can't wait for files: error %d", errno);
	return files;
}

bool wait_watch(int file, unsigned events)
{
	struct epoll_event event = { .events = events, .data.fd = file };

	if (!events) {
		epoll_ctl(files, EPOLL_CTL_DEL, file, NULL); /* where it has been closed, it is forgotten already */
		return true;
	}
	return !epoll_ctl(files, EPOLL_CTL_MOD, file, &event) || (errno == ENOENT && !epoll_ctl(files, EPOLL_CTL_ADD, file, &event));
}

void wait_timer(int64_t milliseconds)
{
	timer = milliseconds < 0 ? NEVER : moment_steady() + milliseconds;
}

/* ---- the loop */

static int64_t earliest(void)
{
	int64_t first = timer;

	for (const struct sleeper *sleeper = sleepers; sleeper; sleeper = sleeper->next)
		if (sleeper->until < first)
			first = sleeper->until;
	return first;
}

int64_t wait_left(void)
{
	int64_t first = earliest(), now = moment_steady();

	return first == NEVER ? -1 : first > now ? first - now : 0;
}

static void serve_source(int64_t now)
{
	struct epoll_event events[EVENTS_AT_ONCE];
	int count = files < 0 ? 0 : epoll_wait(files, events, EVENTS_AT_ONCE, 0);

	for (int i = 0; i < count; i++)
		source->ready(events[i].data.fd, events[i].events);
	if (timer > now)
		return;
	timer = NEVER;
	source->due();
}

/* Takes out one that has what it waited for; NULL: none has. */
static struct fiber *take_ready(int64_t now)
{
	for (struct sleeper **at = &sleepers, *one; (one = *at); at = &one->next)
		if (one->until <= now || (one->over && *one->over)) {
			*at = one->next;
			return one->fiber;
		}
	return NULL;
}

void wait_go_on(void)
{
	int64_t now = moment_steady();
	struct fiber *fiber;

	serve_source(now);
	while ((fiber = take_ready(now)))
		fiber_resume(fiber);
}

void wait_sleep(void)
{
	struct epoll_event event;

	epoll_wait(wait_file(), &event, 1, (int)wait_left());
}
