#include "serve/serve_request.h"

#include <string.h>

#include "base/fault.h"
#include "base/log.h"
#include "base/moment.h"
#include "base/pool.h"
#include "serve/cache.h"
#include "serve/counters.h"
#include "serve/dispatch.h"
#include "serve/respond.h"
#include "serve/run_handler.h"

/* ---- faults */

static const struct outcome *result_of(const struct recovery *caught)
{
	return caught->kind == FAULT_AWAY || caught->kind == FAULT_AGAIN ? AWAY : caught->kind == FAULT_REFUSED ? REFUSED : BROKEN;
}

/* Answers a fault. The reply must not need what has just failed: if no page can be made, it is plain text. */
static void respond_fault(struct request *request, const struct outcome *result)
{
	struct recovery here;

	if (fault_caught(&here)) {
		respond_reset(request);
		respond_text(request, result, "text/plain; charset=utf-8", result->message);
		return;
	}
	run_handler_reset(request);
	respond(request, result);
	fault_disarm(&here);
}

static void fail(struct request *request, const struct recovery *caught)
{
	memcpy(request->run.fault, caught->message, sizeof(request->run.fault));
	respond_fault(request, result_of(caught));
}

/* ---- from the request to its handler */

static void find_handler(struct request *request, const struct route *routes)
{
	struct recovery here;
	const struct outcome *result;

	if (fault_caught(&here)) {
		fail(request, &here);
		return;
	}
	pool_for_json(request->pool);
	respond_reset(request);
	result = dispatch_find(request, routes);
	if (result != DONE)
		respond(request, result);
	fault_disarm(&here);
}

struct request *serve_request_begin(const struct gateway *gateway, const struct route *routes)
{
	void *pool = pool_open(NULL);
	struct request *request = pool_alloc(pool, sizeof(*request));

	request->pool = pool;
	request_read(request, gateway);
	find_handler(request, routes);
	return request;
}

/* ---- the handler, alone or with others */

/* Answers by the outcome of the handler; NULL: the handler hasn't run yet. */
static void answer(struct request *request, const struct outcome *const *result)
{
	struct recovery here;

	if (fault_caught(&here)) {
		fail(request, &here);
		return;
	}
	pool_for_json(request->pool);
	respond(request, result ? *result : run_handler(request));
	if (request->match.route->flags & CACHEABLE)
		cache_keep(request);
	fault_disarm(&here);
}

bool serve_request_may_share_commit(const struct request *request)
{
	return !request->reply.status && (request->match.route->flags & GROUP_COMMIT);
}

/* Several requests whose batches are committed together. */
struct group {
	struct request *requests[SERVE_REQUEST_MAX];
	const struct outcome *outcomes[SERVE_REQUEST_MAX];
	struct batch *batches[SERVE_REQUEST_MAX];
	size_t count;
};

/* Runs the handler of one request, and adds its batch to the group. A request without writes, or with a fault, is answered at once. */
static void prepare_request(struct group *group, struct request *request)
{
	struct recovery here;
	const struct outcome *outcome;

	if (fault_caught(&here)) {
		fail(request, &here);
		return;
	}
	outcome = run_handler_prepare(request);
	fault_disarm(&here);
	if (!batch_size(request->run.batch)) {
		answer(request, &outcome);
		return;
	}
	group->requests[group->count] = request;
	group->batches[group->count] = request->run.batch;
	group->outcomes[group->count++] = outcome;
}

/*
 * True if the group is committed. Otherwise each request must run by itself, so that what the database refuses of one is no fault of
 * the others; except where the answer to the commit was lost, and a fault has answered all of them.
 */
static bool commit_group(struct group *group)
{
	struct recovery here;
	bool committed;

	if (fault_caught(&here)) {
		for (size_t i = 0; here.kind == FAULT_AWAY && i < group->count; i++)
			fail(group->requests[i], &here);
		return false;
	}
	committed = batch_commit(group->batches, group->count) == BATCH_DONE;
	fault_disarm(&here);
	return committed;
}

static void answer_group(struct request **requests, size_t count)
{
	struct group group = { .count = 0 };

	for (size_t i = 0; i < count; i++)
		prepare_request(&group, requests[i]);
	if (!group.count)
		return;
	if (commit_group(&group))
		for (size_t i = 0; i < group.count; i++)
			answer(group.requests[i], &group.outcomes[i]);
	else
		for (size_t i = 0; i < group.count; i++)
			if (!group.requests[i]->run.fault[0])
				run_handler_reset(group.requests[i]);
}

void serve_request_answer(struct request **requests, size_t count)
{
	struct request *group[SERVE_REQUEST_MAX];
	size_t group_size = 0;

	for (size_t i = 0; i < count; i++)
		if (serve_request_may_share_commit(requests[i]))
			group[group_size++] = requests[i];
	if (group_size > 1)
		answer_group(group, group_size);
	for (size_t i = 0; i < count; i++)
		if (!requests[i]->reply.status)
			answer(requests[i], NULL);
}

/* ---- the log */

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

/* One line for each request. It names the route and not the address, since an address may contain anything, secrets too. */
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

void serve_request_end(struct request *request)
{
	respond_send(request);
	tell(request);
	pool_for_json(NULL);
	pool_close(request->pool);
}
