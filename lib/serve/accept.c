#include "serve/accept.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/fault.h"
#include "serve/serve.h"

#define RECORD_HEAD 8 /* FastCGI 1.0, 3.3: version, type, id (2), content's length (2), padding's length, reserved */
#define STDIN 5
#define LOOKED_AT 16384  /* bytes of a request, and */
#define MAX_LOOKS 100   /* how often: the system holds back a sender of many small pieces before there are as many bytes */
#define MAX_SLOW 512    /* connections that wait for the rest of theirs; more are taken as they are */
#define PATIENCE 5       /* seconds without a byte of one that was taken as it is */

static int listening;
static bool streamed;
static int stop = -1; /* becomes readable */
static int all;       /* epoll: new connections, what happens at the slow ones, the stop */
static int slow;      /* epoll: of these, each time that something comes */
static size_t slow_count;
static unsigned char looks[2 * MAX_SLOW]; /* at each connection, by its number */

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
	if (fcntl(listening, F_SETFL, fcntl(listening, F_GETFL) | O_NONBLOCK))
		fault(FAULT_BUG, "can't wait for requests: error %d", errno);
}

void accept_watch(int socket, bool may_ask)
{
	const char *said = getenv("BOXOFFICE_STREAMED");

	listening = socket;
	streamed = said && *said;
	if (streamed || may_ask)
		watch_all();
}

void accept_stop(void)
{
	if (stop >= 0)
		eventfd_write(stop, 1);
}

/* Whether all of a request is there: it ends with a record of standard input that is empty. */
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
	return length == LOOKED_AT;
}

/* Of what has come since it was looked at, it is told at once. */
static bool set_aside(int connection)
{
	const struct timeval patience = { .tv_sec = PATIENCE };

	if (slow_count == MAX_SLOW || connection >= (int)sizeof(looks))
		return false;
	setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	looks[connection] = 0;
	slow_count++;
	watch(slow, connection, EPOLLIN | EPOLLRDHUP | EPOLLET);
	return true;
}

/* It is there now, or has broken off, which reading it will tell, or doesn't fit into what is looked at. */
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

	while ((connection = accept4(listening, NULL, NULL, SOCK_CLOEXEC)) >= 0)
		if (!streamed || has_come(connection) || !set_aside(connection))
			return connection;
	return -1;
}

static bool is_no_fault(int error)
{
	return error == EAGAIN || error == EINTR || error == ECONNABORTED;
}

int accept_next(bool wait)
{
	struct epoll_event event;
	int connection;

	do {
		connection = next_slow();
		if (connection < 0)
			connection = next_new();
		if (connection >= 0 || !wait || !is_no_fault(errno))
			return connection;
		if (errno == EAGAIN)
			epoll_wait(all, &event, 1, -1);
	} while (!serve_stopping());
	return -1;
}
