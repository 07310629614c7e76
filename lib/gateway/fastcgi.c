#include "gateway/fastcgi.h"

#include <errno.h>
#include <fcgiapp.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include "base/pool.h"
#include "db/connection.h"
#include "gateway/accept.h"
#include "gateway/group_commit.h"
#include "serve/serve_request.h"
#include "wait/fiber.h"
#include "wait/line.h"
#include "wait/wait.h"

/* The socket is file 0: whoever started this program has opened it. */
#define LISTENING 0
#define FILES_MAX 4096

static volatile sig_atomic_t stopping;

/* What is needed to serve one connection. Used again for another one. */
struct channel {
	FCGX_Request fastcgi;
	struct gateway gateway;
	struct request *request;
	struct channel *next; /* of those that are spare */
};

static struct channel *spare;
static bool is_local; /* the socket is a Unix socket */
static bool groups_commits; /* requests that wait may share a commit */
static bool waits; /* handlers may wait, each on a fiber */

static size_t read_body(void *connection, char *buffer, size_t size)
{
	int length = FCGX_GetStr(buffer, (int)size, ((FCGX_Request *)connection)->in);

	return length > 0 ? (size_t)length : 0;
}

static void write_reply(void *connection, const char *bytes, size_t size)
{
	FCGX_PutStr(bytes, (int)size, ((FCGX_Request *)connection)->out);
}

/* Hands an open connection to libfcgi, which takes it for one that the web server keeps open for its next request. */
static bool take_over(FCGX_Request *fastcgi, int connection)
{
	fastcgi->ipcFd = connection;
	fastcgi->keepConnection = true;
	return FCGX_Accept_r(fastcgi) >= 0;
}

/* On a TCP socket libfcgi accepts, since it checks who may connect (FCGI_WEB_SERVER_ADDRS). */
static bool accept_one(FCGX_Request *fastcgi, int64_t milliseconds)
{
	int connection;

	if (!is_local)
		return milliseconds && FCGX_Accept_r(fastcgi) >= 0;
	while ((connection = accept_next(milliseconds)) >= 0)
		if (take_over(fastcgi, connection))
			return true;
	return false;
}

/* The next connection, waited for so long; NULL: none, as accept_next() says. */
static struct channel *accept_channel(int64_t milliseconds)
{
	struct channel *channel = spare;

	if (!channel) {
		spare = channel = pool_alloc(NULL, sizeof(*channel));
		FCGX_InitRequest(&channel->fastcgi, LISTENING, FCGI_FAIL_ACCEPT_ON_INTR);
	}
	if (!accept_one(&channel->fastcgi, milliseconds))
		return NULL;
	spare = channel->next;
	return channel;
}

static struct request *take_up(struct channel *channel, const struct route *routes)
{
	channel->gateway = (struct gateway){ channel->fastcgi.envp, read_body, write_reply, &channel->fastcgi };
	channel->request = serve_request_begin(&channel->gateway, routes);
	return channel->request;
}

/*
 * Ends the request and closes its connection. All that the web server sent is read first, even if nobody needs it: closing a connection
 * with unread bytes would lose the reply. Otherwise libfcgi would wait for the server to close its side first, which is slower.
 */
static void finish_request(struct channel *channel)
{
	char unwanted[1024];

	serve_request_end(channel->request);
	while (read_body(&channel->fastcgi, unwanted, sizeof(unwanted)))
		;
	FCGX_Detach(&channel->fastcgi);
	FCGX_Finish_r(&channel->fastcgi);
	channel->next = spare;
	spare = channel;
}

/* What a fiber does. */
static void answer_aside(void *argument)
{
	struct channel *channel = argument;

	serve_request_answer(channel->request);
	finish_request(channel);
}

/* The one that was accepted, and those that wait and may be answered together with it. */
static void serve_waiting(struct channel *first, const struct route *routes)
{
	struct channel *taken[GROUP_COMMIT_MAX] = { first };
	struct request *requests[GROUP_COMMIT_MAX];
	size_t count = 0;

	do
		requests[count] = take_up(taken[count], routes);
	while (++count < GROUP_COMMIT_MAX && groups_commits && serve_request_may_share_commit(requests[0]) &&
	       (taken[count] = accept_channel(0)));
	if (waits && serve_request_may_wait(requests[0]) && fiber_start(answer_aside, first))
		return;
	group_commit_answer(requests, count);
	for (size_t i = 0; i < count; i++)
		finish_request(taken[i]);
}

/* Each request that waits has a connection here and one outside: more files than a program usually may open. */
static void allow_files(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) || limit.rlim_cur >= FILES_MAX)
		return;
	limit.rlim_cur = limit.rlim_max < FILES_MAX ? limit.rlim_max : FILES_MAX;
	setrlimit(RLIMIT_NOFILE, &limit);
}

static bool is_of_this_machine(void)
{
	struct sockaddr_storage address = { 0 };
	socklen_t size = sizeof(address);

	return !getsockname(LISTENING, (struct sockaddr *)&address, &size) && address.ss_family == AF_UNIX;
}

static unsigned flags_of(const struct route *routes)
{
	unsigned flags = 0;

	for (; routes->handle; routes++)
		flags |= routes->flags;
	return flags;
}

/*
 * A program with kept replies answers one request at a time: a kept reply's bytes are valid only until the next reply is made. Where
 * handlers may wait none is answered together with others, who would wait with it. On a TCP socket nobody is waited for
 * but the next connection.
 */
static void choose_way(unsigned flags)
{
	is_local = is_of_this_machine();
	groups_commits = (flags & GROUP_COMMIT) && !(flags & (CACHEABLE | OWN_TRANSACTIONS | WAITS));
	waits = (flags & (OWN_TRANSACTIONS | WAITS)) && !(flags & CACHEABLE) && is_local;
	if (is_local)
		accept_watch(LISTENING, groups_commits || waits, waits ? wait_file() : -1);
	if (waits)
		allow_files();
}

/* So long nothing but a request is waited for: until what waits can go on, or the database's connection may be let go; -1: for ever. */
static int64_t time_left(void)
{
	int64_t again = db_rest_in(), left = wait_left();

	return left < 0 || (again >= 0 && again < left) ? again : left;
}

/* Nothing has come for a while. False where nothing will. */
static bool rests(void)
{
	if (!is_local || errno != EAGAIN)
		return false;
	db_rest();
	return true;
}

/* Accepts nothing, until what waits can go on. False where nothing waits. */
static bool sleeps(void)
{
	if (!fiber_count())
		return false;
	wait_sleep();
	return true;
}

/* Serves what has come, or goes on with what waits. False: there is nothing more to do. */
static bool serve_next(const struct route *routes)
{
	struct channel *channel;

	wait_go_on();
	db_yield();
	if (stopping || fiber_count() == FIBER_MAX)
		return line_go_on(true) || sleeps();
	if (line_go_on(false))
		return true;
	channel = accept_channel(line_is_empty() ? time_left() : 0);
	if (!channel)
		return line_go_on(true) || rests() || sleeps();
	serve_waiting(channel, routes);
	return true;
}

bool fastcgi_is_started(void)
{
	return !FCGX_IsCGI();
}

void fastcgi_serve(const struct route *routes)
{
	FCGX_Init();
	choose_way(flags_of(routes));
	while (serve_next(routes))
		;
}

bool fastcgi_stopping(void)
{
	return stopping;
}

void fastcgi_stop(void)
{
	stopping = 1;
	FCGX_ShutdownPending();
	accept_stop();
}
