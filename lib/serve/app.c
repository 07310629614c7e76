#include "serve/app.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/config.h"
#include "db/db.h"
#include "base/log.h"
#include "base/shared.h"
#include "serve/dispatch.h"
#include "serve/serve_request.h"
#include "serve/fastcgi.h"

static volatile sig_atomic_t stopping;

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

bool app_stopping(void)
{
	return stopping;
}

static void stop(int signal)
{
	(void)signal;
	stopping = 1;
	fastcgi_stop();
}

static void catch_signals(void)
{
	struct sigaction stopper = { .sa_handler = stop }, ignored = { .sa_handler = SIG_IGN };

	sigaction(SIGTERM, &stopper, NULL);
	sigaction(SIGUSR1, &stopper, NULL);
	sigaction(SIGINT, &stopper, NULL);
	sigaction(SIGPIPE, &ignored, NULL);
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
	request = serve_request_begin(&gateway);
	dispatch(request, routes);
	serve_request_end(request);
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
	int status = EX_OK;

	if (fastcgi_is_there() || getenv("REQUEST_METHOD"))
		if (!configured())
			return EX_CONFIG;
	catch_signals();
	if (fastcgi_is_there())
		fastcgi_serve(routes);
	else
		status = serve_cgi(routes);
	db_close();
	return status;
}
