#include "serve/serve_request.h"

#include "serve/counters.h"
#include "base/log.h"
#include "base/moment.h"
#include "base/pool.h"
#include "serve/respond.h"

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
	put_word(&line, "request=", request->received.request_id);
	put_word(&line, " trace=", request->received.trace.id);
	put_word(&line, " span=", request->received.trace.span);
	put_word(&line, " method=", request_method_name(request->received.method));
	text_put(&line, " route=");
	text_log(&line, request->match.route ? request->match.route->path : "-");
	put_number(&line, " api=", request->received.api);
	put_number(&line, " status=", status);
	put_number(&line, " bytes=", (int64_t)request->reply.body.length);
	put_milliseconds(&line, microseconds);
	if (request->visitor.signed_in)
		put_word(&line, " user=", request->visitor.session.id);
	if (*request->run.fault || (status >= 400 && request->input.error_count)) {
		text_put(&line, " message=");
		text_log(&line, *request->run.fault ? request->run.fault : request->input.errors[0].message);
	}
	log_line(status >= 500 ? "error" : "info", &line);
}

static void count_request(const struct request *request, int64_t microseconds)
{
	struct text route = text_in(request->pool);

	if (request->received.api && request->match.route)
		text_put(&route, "/api");
	text_put(&route, request->match.route ? request->match.route->path : "-");
	counters_add(route.bytes, request_method_name(request->received.method), request->reply.status, microseconds);
}

static void tell(const struct request *request)
{
	int64_t microseconds = moment_ticks() - request->began;

	log_request(request, microseconds);
	count_request(request, microseconds);
}

struct request *serve_request_begin(const struct gateway *gateway)
{
	void *pool = pool_open(NULL);
	struct request *request = pool_alloc(pool, sizeof(*request));

	request->pool = pool;
	request_read(request, gateway);
	return request;
}

void serve_request_end(struct request *request)
{
	respond_send(request);
	tell(request);
	pool_for_json(NULL);
	pool_close(request->pool);
}
