#include "gateway/serve.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/config.h"
#include "base/log.h"
#include "base/shm.h"
#include "db/db.h"
#include "gateway/fastcgi.h"
#include "serve/serve_request.h"

/* ---- plain CGI: one request, from environment variables and standard input */

static size_t left;

/* RFC 3875, 4.2: no more than CONTENT_LENGTH; the end of the file need not follow it. */
static size_t read_input(void *connection, char *buffer, size_t size)
{
	ssize_t length = read(STDIN_FILENO, buffer, size < left ? size : left);

	(void)connection;
	if (length <= 0)
		return 0;
	left -= (size_t)length;
	return (size_t)length;
}

static void write_output(void *connection, const char *bytes, size_t size)
{
	(void)connection;
	fwrite(bytes, 1, size, stdout);
	fflush(stdout);
}

static void serve_cgi(const struct route *routes)
{
	const struct gateway gateway = { environ, read_input, write_output, NULL };
	const char *length = getenv("CONTENT_LENGTH");
	struct request *request;

	left = length ? strtoul(length, NULL, 10) : SIZE_MAX;
	request = serve_request_begin(&gateway, routes);
	serve_request_answer(request);
	serve_request_end(request);
}

/* ---- what main() calls */

bool serve_stopping(void)
{
	return fastcgi_stopping();
}

static void stop(int signal)
{
	(void)signal;
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

static int say_usage(void)
{
	fprintf(stderr, "%s %s: a web server starts this program (FastCGI or CGI); see boxoffice(7)\n", program_invocation_short_name,
	        BOXOFFICE_VERSION);
	return EX_USAGE;
}

int serve(const struct route *routes)
{
	bool is_cgi = getenv("REQUEST_METHOD") != NULL; /* RFC 3875, 4.1.12: it is always there; by FastCGI it comes with each request */

	if (!is_cgi && !fastcgi_is_started())
		return say_usage();
	if (!configured())
		return EX_CONFIG;
	catch_signals();
	if (is_cgi)
		serve_cgi(routes);
	else
		fastcgi_serve(routes);
	db_close();
	return EX_OK;
}
