#include "web/fastcgi.h"

#include <errno.h>
#include <fcgiapp.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/fault.h"
#include "web/app.h"
#include "web/dispatch.h"
#include "web/exchange.h"

#define LISTENING 0
#define RECORD_HEAD 8 /* FastCGI 1.0, 3.3: version, type, id (2), content's length (2), padding's length, reserved */
#define STDIN 5
#define LOOKED_AT 8192 /* bytes of a request, before it is taken up with others */

/* A connection that the server has opened for one request, and its use again for the next. */
static struct channel {
	FCGX_Request fastcgi;
	struct gateway gateway;
} channels[DISPATCH_MOST];

static bool is_local;     /* the socket is one of this machine */
static int arrivals = -1; /* epoll's, where requests are answered together: then accept() never waits */
static int waiting = -1;  /* a connection that is accepted, but its request hadn't come in whole */

static size_t read_body(void *connection, char *buffer, size_t size)
{
	int length = FCGX_GetStr(buffer, (int)size, ((FCGX_Request *)connection)->in);

	return length > 0 ? (size_t)length : 0;
}

static void write_reply(void *connection, const char *bytes, size_t size)
{
	FCGX_PutStr(bytes, (int)size, ((FCGX_Request *)connection)->out);
}

bool fastcgi_is_there(void)
{
	return !FCGX_IsCGI();
}

void fastcgi_stop(void)
{
	FCGX_ShutdownPending();
}

/* Waits for a connection or a signal; of the programs that wait at the same socket one is woken. */
static void await_connection(void)
{
	struct epoll_event event;
	sigset_t all, before;

	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, &before);
	if (!app_stopping())
		epoll_pwait(arrivals, &event, 1, -1, &before);
	sigprocmask(SIG_SETMASK, &before, NULL);
}

/* libfcgi goes on with a connection that is open, as with one that the server keeps open for its next request. */
static bool take_over(FCGX_Request *fastcgi, int connection)
{
	fastcgi->ipcFd = connection;
	fastcgi->keepConnection = true;
	return FCGX_Accept_r(fastcgi) >= 0;
}

static int next_connection(void)
{
	int connection = waiting;

	waiting = -1;
	while (connection < 0 && !app_stopping()) {
		connection = accept4(LISTENING, NULL, NULL, SOCK_CLOEXEC);
		if (connection < 0 && errno == EAGAIN)
			await_connection();
		else if (connection < 0 && errno != EINTR && errno != ECONNABORTED)
			break;
	}
	return connection;
}

/* libfcgi asks of each connection by a further call whether something has come; of others' machines, too, whether they may connect. */
static bool accept_one(FCGX_Request *fastcgi)
{
	int connection;

	if (!is_local)
		return FCGX_Accept_r(fastcgi) >= 0;
	while ((connection = next_connection()) >= 0)
		if (take_over(fastcgi, connection))
			return true;
	return false;
}

/* Whether all of a request is there to be read: it ends with a record of standard input that is empty. */
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
	return false;
}

/* One that is there already, and whose sender keeps nobody waiting. */
static bool accept_another(FCGX_Request *fastcgi)
{
	int connection = accept4(LISTENING, NULL, NULL, SOCK_CLOEXEC);

	if (connection < 0)
		return false;
	if (has_come(connection))
		return take_over(fastcgi, connection);
	waiting = connection;
	return false;
}

static struct request *take_up(struct channel *channel, const struct route *routes)
{
	struct request *request;

	channel->gateway = (struct gateway){ channel->fastcgi.envp, read_body, write_reply, &channel->fastcgi };
	request = exchange_begin(&channel->gateway);
	dispatch_begin(request, routes);
	return request;
}

/*
 * Whatever the server sent is read to its end, also what nobody wanted: then nothing is lost when the connection is closed at once.
 * Otherwise libfcgi shuts it down and waits for the server to close its side first, which costs both a wake-up.
 */
static void finish(struct channel *channel, struct request *request)
{
	char unwanted[1024];

	exchange_end(request);
	while (read_body(&channel->fastcgi, unwanted, sizeof(unwanted)))
		;
	FCGX_Detach(&channel->fastcgi);
	FCGX_Finish_r(&channel->fastcgi);
}

static void serve(const struct route *routes)
{
	struct request *requests[DISPATCH_MOST];
	size_t count = 0;

	do
		requests[count] = take_up(&channels[count], routes);
	while (++count < DISPATCH_MOST && arrivals >= 0 && dispatch_joins(requests[0]) && accept_another(&channels[count].fastcgi));
	dispatch_end(requests, count);
	for (size_t i = 0; i < count; i++)
		finish(&channels[i], requests[i]);
}

static bool is_of_this_machine(void)
{
	struct sockaddr_storage address = { 0 };
	socklen_t size = sizeof(address);

	return !getsockname(LISTENING, (struct sockaddr *)&address, &size) && address.ss_family == AF_UNIX;
}

/* Not beside replies that are kept: such a one is sent from where it is kept, before another is. */
static bool may_join(const struct route *routes)
{
	unsigned flags = 0;

	for (; routes->handle; routes++)
		flags |= routes->flags;
	return is_local && (flags & JOINS) && !(flags & PUBLIC);
}

/* From now on accept() doesn't wait, for no program at this socket: each waits with epoll. */
static void watch_arrivals(void)
{
	struct epoll_event event = { .events = EPOLLIN | EPOLLEXCLUSIVE };

	arrivals = epoll_create1(EPOLL_CLOEXEC);
	if (arrivals < 0 || epoll_ctl(arrivals, EPOLL_CTL_ADD, LISTENING, &event) ||
	    fcntl(LISTENING, F_SETFL, fcntl(LISTENING, F_GETFL) | O_NONBLOCK))
		fault(FAULT_BUG, "can't wait for requests: error %d", errno);
}

void fastcgi_serve(const struct route *routes)
{
	FCGX_Init();
	for (size_t i = 0; i < DISPATCH_MOST; i++)
		FCGX_InitRequest(&channels[i].fastcgi, LISTENING, FCGI_FAIL_ACCEPT_ON_INTR);
	is_local = is_of_this_machine();
	if (may_join(routes))
		watch_arrivals();
	while ((waiting >= 0 || !app_stopping()) && accept_one(&channels[0].fastcgi))
		serve(routes);
	FCGX_Free(&channels[0].fastcgi, true);
}
