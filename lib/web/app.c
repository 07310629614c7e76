#include "web/app.h"

#include <errno.h>
#include <fcgiapp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/config.h"
#include "base/counters.h"
#include "base/db.h"
#include "base/log.h"
#include "base/moment.h"
#include "base/pool.h"
#include "base/shared.h"
#include "web/dispatch.h"
#include "web/respond.h"

static volatile sig_atomic_t stopping;
static FCGX_Request fastcgi;

static size_t fastcgi_read(char *buffer, size_t size)
{
	int length = FCGX_GetStr(buffer, (int)size, fastcgi.in);

	return length > 0 ? (size_t)length : 0;
}

static void fastcgi_write(const char *bytes, size_t size)
{
	FCGX_PutStr(bytes, (int)size, fastcgi.out);
}

static size_t cgi_left;

/* RFC 3875, 4.2: no more than CONTENT_LENGTH; the end of the file need not follow it. */
static size_t cgi_read(char *buffer, size_t size)
{
	ssize_t length = read(STDIN_FILENO, buffer, size < cgi_left ? size : cgi_left);

	if (length <= 0)
		return 0;
	cgi_left -= (size_t)length;
	return (size_t)length;
}

static void cgi_write(const char *bytes, size_t size)
{
	fwrite(bytes, 1, size, stdout);
	fflush(stdout);
}

bool app_stopping(void)
{
	return stopping;
}

static void stop(int signal)
{
	(void)signal;
	stopping = 1;
	FCGX_ShutdownPending();
}

static void catch_signals(void)
{
	struct sigaction stopper = { .sa_handler = stop }, ignored = { .sa_handler = SIG_IGN };

	sigaction(SIGTERM, &stopper, NULL);
	sigaction(SIGUSR1, &stopper, NULL);
	sigaction(SIGINT, &stopper, NULL);
	sigaction(SIGPIPE, &ignored, NULL);
}

static void put_word(struct text *line, const char *name, const char *word)
{
	text_put(line, name);
	text_put(line, word);
}

static void put_number(struct text *line, const char *name, int64_t number)
{
	text_put(line, name);
	text_int(line, number);
}

static void put_milliseconds(struct text *line, int64_t microseconds)
{
	int64_t rest = microseconds % 1000;
	const char fraction[] = { '.', (char)('0' + rest / 100), (char)('0' + rest / 10 % 10), (char)('0' + rest % 10) };

	put_number(line, " ms=", microseconds / 1000);
	text_add(line, fraction, sizeof(fraction));
}

/* One line a request: what was asked for by its route, never by its address, which may hold anything. */
static void log_request(const struct request *request, int64_t microseconds)
{
	struct text line = text_in(request->pool);
	int status = request->reply.status;

	text_reserve(&line, 512);
	put_word(&line, "request=", request->request_id);
	put_word(&line, " trace=", request->trace.id);
	put_word(&line, " span=", request->trace.span);
	put_word(&line, " method=", method_name(request->method));
	text_put(&line, " route=");
	text_log(&line, request->route ? request->route->path : "-");
	put_number(&line, " api=", request->api);
	put_number(&line, " status=", status);
	put_number(&line, " bytes=", (int64_t)request->reply.body.length);
	put_milliseconds(&line, microseconds);
	if (request->signed_in)
		put_word(&line, " user=", request->session.id);
	if (*request->fault || (status >= 400 && request->error_count)) {
		text_put(&line, " message=");
		text_log(&line, *request->fault ? request->fault : request->errors[0].message);
	}
	log_line(status >= 500 ? "error" : "info", &line);
}

static void count_request(const struct request *request, int64_t microseconds)
{
	struct text route = text_in(request->pool);

	if (request->api && request->route)
		text_put(&route, "/api");
	text_put(&route, request->route ? request->route->path : "-");
	counters_add(route.bytes, method_name(request->method), request->reply.status, microseconds);
}

static void tell(const struct request *request)
{
	int64_t microseconds = moment_ticks() - request->began;

	log_request(request, microseconds);
	count_request(request, microseconds);
}

static void serve(const struct route *routes, const struct gateway *gateway)
{
	void *pool = pool_open(NULL);
	struct request *request = pool_alloc(pool, sizeof(*request));

	request->pool = pool;
	pool_for_json(pool);
	request_read(request, gateway);
	dispatch(request, routes);
	respond_send(request);
	tell(request);
	pool_for_json(NULL);
	pool_close(pool);
}

/*
 * Whatever the server sent is read to its end, also what nobody wanted: then nothing is lost when the connection is closed at once.
 * Otherwise libfcgi shuts it down and waits for the server to close its side first, which costs both a wake-up.
 */
static void finish_fastcgi(void)
{
	char unwanted[1024];

	while (fastcgi_read(unwanted, sizeof(unwanted)))
		;
	FCGX_Detach(&fastcgi);
	FCGX_Finish_r(&fastcgi);
}

static int serve_fastcgi(const struct route *routes)
{
	FCGX_Init();
	FCGX_InitRequest(&fastcgi, 0, FCGI_FAIL_ACCEPT_ON_INTR);
	while (!stopping && FCGX_Accept_r(&fastcgi) >= 0) {
		serve(routes, &(struct gateway){ fastcgi.envp, fastcgi_read, fastcgi_write });
		finish_fastcgi();
	}
	FCGX_Free(&fastcgi, 1);
	return EX_OK;
}

static int serve_cgi(const struct route *routes)
{
	const char *length = getenv("CONTENT_LENGTH");

	if (!getenv("REQUEST_METHOD")) {
		fprintf(stderr, "%s %s: a web server starts this program (FastCGI or CGI); see boxoffice(7)\n",
		        program_invocation_short_name, BOXOFFICE_VERSION);
		return EX_USAGE;
	}
	cgi_left = length ? strtoul(length, NULL, 10) : SIZE_MAX;
	serve(routes, &(struct gateway){ environ, cgi_read, cgi_write });
	return EX_OK;
}

static bool configured(void)
{
	char problem[256];

	if (!config_load(problem)) {
		log_say("error", "%s", problem);
		return false;
	}
	if (!token_keys_usable()) {
		log_say("error", "BOXOFFICE_SESSION_KEYS needs keys of 64 or more hex digits");
		return false;
	}
	page_directory(config.templates);
	shared_is_there(); /* made by the programs' account, whoever else comes later */
	return true;
}

int app_serve(const struct route *routes)
{
	int status;

	if (!FCGX_IsCGI() || getenv("REQUEST_METHOD"))
		if (!configured())
			return EX_CONFIG;
	catch_signals();
	status = FCGX_IsCGI() ? serve_cgi(routes) : serve_fastcgi(routes);
	db_close();
	return status;
}
