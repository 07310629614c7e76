#include "gateway/serve.h"

#include <errno.h>
#include <fcgiapp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/config.h"
#include "base/log.h"
#include "base/shm.h"
#include "db/db.h"
#include "gateway/accept.h"
#include "gateway/group_commit.h"
#include "serve/serve_request.h"

static volatile sig_atomic_t stopping;

/* ---- plain CGI: one request, from environment variables and standard input */

static size_t cgi_left;

/* RFC 3875, 4.2: no more than CONTENT_LENGTH; the end of the file need not follow it. */
static size_t cgi_read(void *connection, char *buffer, size_t size)
{
	ssize_t length = read(STDIN_FILENO, buffer, size < cgi_left ? size : cgi_left);

	(void)connection;
	if (length <= 0)
		return 0;
	cgi_left -= (size_t)length;
	return (size_t)length;
}

static void cgi_write(void *connection, const char *bytes, size_t size)
{
	(void)connection;
	fwrite(bytes, 1, size, stdout);
	fflush(stdout);
}

static int serve_cgi(const struct route *routes)
{
	const struct gateway gateway = { environ, cgi_read, cgi_write, NULL };
	const char *length = getenv("CONTENT_LENGTH");
	struct request *request;

	if (!getenv("REQUEST_METHOD")) {
		fprintf(stderr, "%s %s: a web server starts this program (FastCGI or CGI); see boxoffice(7)\n",
		        program_invocation_short_name, BOXOFFICE_VERSION);
		return EX_USAGE;
	}
	cgi_left = length ? strtoul(length, NULL, 10) : SIZE_MAX;
	request = serve_request_begin(&gateway, routes);
	serve_request_answer(request);
	serve_request_end(request);
	return EX_OK;
}

/* ---- FastCGI: the web server connects to a socket, which whoever started this program has opened as file 0 */

#define LISTENING 0

/* What is needed to serve one connection. Used again for the next one. */
static struct channel {
	FCGX_Request fastcgi;
	struct gateway gateway;
} channels[GROUP_COMMIT_MAX];

static bool is_local; /* the socket is a Unix socket */
static bool groups_commits; /* requests that arrive while others wait may be committed together */

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
	channel->gateway = (struct gateway){ channel->fastcgi.envp, read_body, write_reply, &channel->fastcgi };
	return serve_request_begin(&channel->gateway, routes);
}

/*
 * Ends the request and closes its connection. All that the web server sent is read first, even if nobody needs it: closing a connection
 * with unread bytes would lose the reply. Otherwise libfcgi would wait for the server to close its side first, which is slower.
 */
static void finish_request(struct channel *channel, struct request *request)
{
	char unwanted[1024];

	serve_request_end(request);
	while (read_body(&channel->fastcgi, unwanted, sizeof(unwanted)))
		;
	FCGX_Detach(&channel->fastcgi);
	FCGX_Finish_r(&channel->fastcgi);
}

static void serve_waiting(const struct route *routes)
{
	struct request *requests[GROUP_COMMIT_MAX];
	size_t count = 0;

	do
		requests[count] = take_up(&channels[count], routes);
	while (++count < GROUP_COMMIT_MAX && groups_commits && serve_request_may_share_commit(requests[0]) &&
	       accept_one(&channels[count].fastcgi, false));
	group_commit_answer(requests, count);
	for (size_t i = 0; i < count; i++)
		finish_request(&channels[i], requests[i]);
}

static bool is_of_this_machine(void)
{
	struct sockaddr_storage address = { 0 };
	socklen_t size = sizeof(address);

	return !getsockname(LISTENING, (struct sockaddr *)&address, &size) && address.ss_family == AF_UNIX;
}

/* A program with kept replies answers one request at a time: a kept reply's bytes are valid only until the next reply is made. */
static bool can_group_commits(const struct route *routes)
{
	unsigned flags = 0;

	for (; routes->handle; routes++)
		flags |= routes->flags;
	return (flags & GROUP_COMMIT) && !(flags & CACHEABLE);
}

static void serve_fastcgi(const struct route *routes)
{
	FCGX_Init();
	for (size_t i = 0; i < GROUP_COMMIT_MAX; i++)
		FCGX_InitRequest(&channels[i].fastcgi, LISTENING, FCGI_FAIL_ACCEPT_ON_INTR);
	groups_commits = can_group_commits(routes);
	is_local = is_of_this_machine();
	if (is_local)
		accept_watch(LISTENING, groups_commits);
	while (!stopping && accept_one(&channels[0].fastcgi, true))
		serve_waiting(routes);
	FCGX_Free(&channels[0].fastcgi, true);
}

/* ---- what main() calls */

bool serve_stopping(void)
{
	return stopping;
}

static void stop(int signal)
{
	(void)signal;
	stopping = 1;
	FCGX_ShutdownPending();
	accept_stop();
}

static void catch_signals(void)
{
	struct sigaction stopper = { .sa_handler = stop }, ignored = { .sa_handler = SIG_IGN };

	sigaction(SIGTERM, &stopper, NULL);
	sigaction(SIGUSR1, &stopper, NULL);
	sigaction(SIGINT, &stopper, NULL);
	sigaction(SIGPIPE, &ignored, NULL);
}

static bool configured(void)
{
	char problem[256];

	if (!config_load(problem)) {
		log_say("error", "%s", problem);
		return false;
	}
	shm_is_there(); /* creates the file, so that its owner is the account of the programs and not that of a job */
	return true;
}

int serve(const struct route *routes)
{
	int status = EX_OK;

	if (!FCGX_IsCGI() || getenv("REQUEST_METHOD"))
		if (!configured())
			return EX_CONFIG;
	catch_signals();
	if (!FCGX_IsCGI())
		serve_fastcgi(routes);
	else
		status = serve_cgi(routes);
	db_close();
	return status;
}
