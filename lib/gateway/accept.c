#include "gateway/accept.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/fault.h"

#define RECORD_HEAD 8 /* FastCGI 1.0, 3.3: version, type, id (2), content's length (2), padding's length, reserved */
#define STDIN 5
#define LOOKED_AT 16384 /* bytes at the beginning of a request that are looked at for its end */
#define MAX_LOOKS 100   /* at one connection: of many small pieces the system stores fewer than LOOKED_AT bytes, and holds back the rest */
#define MAX_SLOW 512    /* connections that may be set aside with an incomplete request; any further one is closed */
#define PATIENCE 5      /* seconds that reading from a connection may wait for the next byte */

static int listening;
static bool streamed;
static volatile sig_atomic_t stopped;
static int other = -1; /* a file that ends the waiting for a connection; -1: none */
static int stop = -1;  /* an eventfd, readable once the program is to stop */
static int all;        /* an epoll that waits for new connections, for `slow`, for `stop` and for `other` */
static int slow;       /* an epoll that waits for more bytes of the connections that were set aside */
static size_t slow_count;
static unsigned char looks[4 * MAX_SLOW]; /* how often each connection was looked at, by its file number */

static void watch(int events, int what, unsigned wanted)
{
	struct epoll_event event = { .events = wanted, .data.fd = what };

	if (epoll_ctl(events, EPOLL_CTL_ADD, what, &event))
		fault(FAULT_BUG, "can't wait for requests: error %d", errno);
}

static void watch_all(void)
{
	all = epoll_create1(EPOLL_CLOEXEC);
	slow = epoll_create1(EPOLL_CLOEXEC);
	stop = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	watch(all, listening, EPOLLIN | EPOLLEXCLUSIVE);
	watch(all, slow, EPOLLIN);
	watch(all, stop, EPOLLIN);
	if (other >= 0)
		watch(all, other, EPOLLIN);
	if (fcntl(listening, F_SETFL, fcntl(listening, F_GETFL) | O_NONBLOCK))
		fault(FAULT_BUG, "can't wait for requests: error %d", errno);
}

static void limit_accepting(void)
{
	const struct timeval limit = { .tv_sec = ACCEPT_SECONDS };

	if (setsockopt(listening, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit)))
		fault(FAULT_BUG, "can't wait for requests: error %d", errno);
}

void accept_watch(int socket, bool exactly, int also)
{
	const char *said = getenv("BOXOFFICE_STREAMED");

	listening = socket;
	other = also;
	streamed = said && *said;
	if (streamed || exactly)
		watch_all();
	else
		limit_accepting();
}

void accept_stop(void)
{
	stopped = 1;
	if (stop >= 0)
		eventfd_write(stop, 1);
}

/* For one that will be read before all of it has come. */
static bool limit_reading(int connection)
{
	const struct timeval patience = { .tv_sec = PATIENCE };

	return !setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
}

/*
 * True if the whole request has arrived: its last record is an empty one of the type STDIN (FastCGI 1.0, 5.3). Also true if there is more
 * of it than is looked at.
 */
static bool has_come(int connection)
{
	static unsigned char bytes[LOOKED_AT];
	ssize_t length = recv(connection, bytes, sizeof(bytes), MSG_PEEK | MSG_DONTWAIT), at = 0;

	while (at + RECORD_HEAD <= length) {
		const unsigned char *head = bytes + at;
		int content = head[4] << 8 | head[5];

		if (head[1] == STDIN && !content)
			return true;
		at += RECORD_HEAD + content + head[6];
	}
	return length == LOOKED_AT && limit_reading(connection);
}

/* Edge-triggered: epoll reports bytes that arrived before this call too. False where there is no room. */
static bool set_aside(int connection)
{
	if (slow_count == MAX_SLOW || connection >= (int)sizeof(looks) || !limit_reading(connection))
		return false;
	looks[connection] = 0;
	slow_count++;
	watch(slow, connection, EPOLLIN | EPOLLRDHUP | EPOLLET);
	return true;
}

/* True if the request can be read now: it is whole, too large to be looked at, or broken off, which reading it will show. */
static bool is_ready(const struct epoll_event *event)
{
	return (event->events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) || ++looks[event->data.fd] == MAX_LOOKS || has_come(event->data.fd);
}

static int next_slow(void)
{
	struct epoll_event event;

	while (slow_count && epoll_wait(slow, &event, 1, 0) == 1) {
		if (!is_ready(&event))
			continue;
		epoll_ctl(slow, EPOLL_CTL_DEL, event.data.fd, NULL);
		slow_count--;
		return event.data.fd;
	}
	return -1;
}

static int next_new(void)
{
	int connection;

	while ((connection = accept4(listening, NULL, NULL, SOCK_CLOEXEC)) >= 0) {
		if (!streamed || has_come(connection))
			return connection;
		if (!set_aside(connection))
			close(connection); /* reading it would keep those waiting whose requests are there */
	}
	return -1;
}

static bool is_no_fault(int error)
{
	return error == EAGAIN || error == EINTR || error == ECONNABORTED;
}

/* True if `milliseconds` have passed, or the other file can be read, before there was anything to accept. errno is then EAGAIN. */
static bool wait_in_vain(int64_t milliseconds)
{
	struct epoll_event event = { .data.fd = -1 };
	int count;
	bool in_vain;

	if (stop < 0) /* accept4() has waited */
		return milliseconds > 0;
	count = epoll_wait(all, &event, 1, (int)milliseconds);
	in_vain = !count || (count > 0 && event.data.fd == other);

	errno = in_vain ? EAGAIN : 0;
	return in_vain;
}

int accept_next(int64_t milliseconds)
{
	int connection;

	do {
		connection = next_slow();
		if (connection < 0)
			connection = next_new();
		if (connection >= 0 || !milliseconds || !is_no_fault(errno))
			return connection;
		if (errno == EAGAIN && wait_in_vain(milliseconds))
			return -1;
	} while (!stopped);
	return -1;
}
