#include "serve/fastcgi.h"

#include <fcgiapp.h>
#include <sys/socket.h>

#include "serve/app.h"
#include "serve/accept.h"
#include "serve/dispatch.h"
#include "serve/serve_request.h"

#define LISTENING 0

/* A connection that the server has opened for one request, and its use again for the next. */
static struct channel {
	FCGX_Request fastcgi;
	struct gateway gateway;
} channels[DISPATCH_MAX];

static bool is_local; /* the socket is one of this machine */
static bool joins;    /* requests may be answered together */

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
	accept_stop();
}

/* libfcgi goes on with a connection that is open, as with one that the server keeps open for its next request. */
static bool take_over(FCGX_Request *fastcgi, int connection)
{
	fastcgi->ipcFd = connection;
	fastcgi->keepConnection = true;
	return FCGX_Accept_r(fastcgi) >= 0;
}

/* At a socket of other machines it is libfcgi that accepts, and looks who may connect (FCGI_WEB_SERVER_ADDRS). */
static bool accept_one(FCGX_Request *fastcgi, bool wait)
{
	int connection;

	if (!is_local)
		return wait && FCGX_Accept_r(fastcgi) >= 0;
	while ((connection = accept_next(wait)) >= 0)
		if (take_over(fastcgi, connection))
			return true;
	return false;
}

static struct request *take_up(struct channel *channel, const struct route *routes)
{
	struct request *request;

	channel->gateway = (struct gateway){ channel->fastcgi.envp, read_body, write_reply, &channel->fastcgi };
	request = serve_request_begin(&channel->gateway);
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

	serve_request_end(request);
	while (read_body(&channel->fastcgi, unwanted, sizeof(unwanted)))
		;
	FCGX_Detach(&channel->fastcgi);
	FCGX_Finish_r(&channel->fastcgi);
}

static void serve(const struct route *routes)
{
	struct request *requests[DISPATCH_MAX];
	size_t count = 0;

	do
		requests[count] = take_up(&channels[count], routes);
	while (++count < DISPATCH_MAX && joins && dispatch_joins(requests[0]) && accept_one(&channels[count].fastcgi, false));
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
	return (flags & GROUP_COMMIT) && !(flags & CACHEABLE);
}

void fastcgi_serve(const struct route *routes)
{
	FCGX_Init();
	for (size_t i = 0; i < DISPATCH_MAX; i++)
		FCGX_InitRequest(&channels[i].fastcgi, LISTENING, FCGI_FAIL_ACCEPT_ON_INTR);
	joins = may_join(routes);
	is_local = is_of_this_machine();
	if (is_local)
		accept_watch(LISTENING, joins);
	while (!app_stopping() && accept_one(&channels[0].fastcgi, true))
		serve(routes);
	FCGX_Free(&channels[0].fastcgi, true);
}
