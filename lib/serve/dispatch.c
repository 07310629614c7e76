#include "serve/dispatch.h"

#include <string.h>

#include "base/config.h"
#include "db/db.h"
#include "base/fault.h"
#include "base/pool.h"
#include "serve/idempotency.h"
#include "serve/throttle.h"
#include "http/bearer.h"
#include "serve/cache.h"
#include "serve/run_handler.h"
#include "http/input.h"
#include "http/route.h"
#include "serve/respond.h"
#include "http/session.h"

/* Limits of RFC 6585's 429: at most `burst` at once, then one each `interval` seconds. */
static const struct rate BY_ADDRESS = { .burst = 120, .interval = 2 };
static const struct rate BY_ACCOUNT = { .burst = 10, .interval = 30 };

/* What the request itself says, before anybody looks at its body. */
static const struct outcome *check_envelope(struct request *request)
{
	bool from_service = request->match.route->flags & SIGNED_WEBHOOK;

	if (!from_service && !session_same_origin(request))
		return FOREIGN_ORIGIN;
	if (request->received.too_large)
		return TOO_LARGE;
	if (request->received.cut_off)
		return CUT_OFF;
	return from_service || input_type_fits(request) ? DONE : TYPE_REFUSED;
}

static const struct outcome *check_session(struct request *request)
{
	unsigned flags = request->match.route->flags;

	if (!(flags & SIGNED_IN) || request->visitor.signed_in)
		return DONE;
	request->visitor.admin = (flags & OR_ADMIN) && request->received.api && bearer_is(request, config.admin_token);
	return request->visitor.admin ? DONE : UNAUTHORIZED;
}

static const struct outcome *check_key(struct request *request)
{
	if (!(request->match.route->flags & CREATES))
		request->received.key = NULL;
	else if (!request->received.api)
		request->received.key = *input_raw(request, "idempotency_key") ? input_raw(request, "idempotency_key") : NULL;
	return request->received.key && !idempotency_key_valid(request->received.key) ? KEY_INVALID : DONE;
}

static const struct outcome *check_body(struct request *request)
{
	const struct outcome *result;

	input_read_query(request);
	if (request->match.route->flags & SIGNED_WEBHOOK)
		return check_key(request);
	result = input_read(request);
	if (result == DONE && !request->received.api && request->received.method != GET && !session_form_is_ours(request))
		return FORM_EXPIRED;
	return result == DONE ? check_key(request) : result;
}

static void lower(char *text)
{
	for (; *text; text++)
		if (*text >= 'A' && *text <= 'Z')
			*text = (char)(*text | 0x20);
}

/* An IPv6 client has a whole /64 to itself. */
static const char *client_network(struct request *request)
{
	char *address = pool_text(request->pool, request->received.address), *at = address;

	for (int colons = 0; (at = strchr(at, ':')); at++)
		if (++colons == 4)
			*at = '\0';
	return address;
}

static int64_t longer(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

static const struct outcome *count_request(void *argument)
{
	struct request *request = argument;
	bool sign_in = request->match.route->flags & SIGN_IN_RATE;
	char *account = text_trim(pool_text(request->pool, input_raw(request, "email")));

	lower(account);
	request->answer.wait = throttle_wait(sign_in ? "sign in from" : "sign up from", client_network(request), &BY_ADDRESS);
	if (*account)
		request->answer.wait = longer(request->answer.wait, throttle_wait(sign_in ? "sign in as" : "sign up as", account, &BY_ACCOUNT));
	return DONE;
}

static const struct outcome *check_rate(struct request *request)
{
	if (!config.rate_limit || !(request->match.route->flags & (SIGN_IN_RATE | SIGN_UP_RATE)))
		return DONE;
	db_transaction(count_request, request);
	return request->answer.wait ? TOO_MANY : DONE;
}

static const struct outcome *check(struct request *request)
{
	const struct outcome *(*const checks[])(struct request *) = { check_envelope, check_session, check_body, check_rate };
	const struct outcome *result = DONE;

	for (size_t i = 0; result == DONE && i < sizeof(checks) / sizeof(checks[0]); i++)
		result = checks[i](request);
	return result;
}

static const struct outcome *result_of(const struct recovery *caught)
{
	return caught->kind == FAULT_AWAY || caught->kind == FAULT_AGAIN ? AWAY : caught->kind == FAULT_REFUSED ? REFUSED : BROKEN;
}

/* The reply to a fault must not need what has just failed: a page that can't be made is plain text. */
static void respond_fault(struct request *request, const struct outcome *result)
{
	struct recovery here;

	if (fault_caught(&here)) {
		request->reply = (struct reply){ .body = text_in(request->pool), .headers = text_in(request->pool) };
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

/* What DONE means here: there is a handler to run. */
static const struct outcome *find_handler(struct request *request, const struct route *routes)
{
	const struct outcome *result;

	session_read(request);
	result = route_find(request, routes);
	return result == DONE && !cache_find(request) ? check(request) : result;
}

void dispatch_begin(struct request *request, const struct route *routes)
{
	struct recovery here;
	const struct outcome *result;

	if (fault_caught(&here)) {
		fail(request, &here);
		return;
	}
	pool_for_json(request->pool);
	request->reply.body = text_in(request->pool);
	request->reply.headers = text_in(request->pool);
	result = find_handler(request, routes);
	if (result != DONE || request->reply.status)
		respond(request, result);
	fault_disarm(&here);
}

/* By the result of its handler; NULL: that is yet to run. */
static void answer(struct request *request, const struct outcome *const *result)
{
	struct recovery here;

	if (fault_caught(&here)) {
		fail(request, &here);
		return;
	}
	pool_for_json(request->pool);
	respond(request, result ? *result : run_handler(request));
	cache_keep(request);
	fault_disarm(&here);
}

bool dispatch_joins(const struct request *request)
{
	return !request->reply.status && (request->match.route->flags & GROUP_COMMIT);
}

/* Several requests whose batches are committed together. */
struct group {
	struct request *requests[DISPATCH_MAX];
	const struct outcome *outcomes[DISPATCH_MAX];
	struct batch *batches[DISPATCH_MAX];
	size_t count;
};

/* Runs the handler of one; what it wants written joins the group. One that wants nothing, or fails, is answered at once. */
static void prepare(struct group *group, struct request *request)
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

/* True if it is committed, and each may be answered; else each is to run by itself, unless the answer to the commit was lost. */
static bool commit_group(struct group *group)
{
	struct recovery here;
	bool committed;

	if (fault_caught(&here)) {
		for (size_t i = 0; i < group->count; i++)
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
		prepare(&group, requests[i]);
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

void dispatch_end(struct request **requests, size_t count)
{
	struct request *joined[DISPATCH_MAX];
	size_t joining = 0;

	for (size_t i = 0; i < count; i++)
		if (dispatch_joins(requests[i]))
			joined[joining++] = requests[i];
	if (joining > 1)
		answer_group(joined, joining);
	for (size_t i = 0; i < count; i++)
		if (!requests[i]->reply.status)
			answer(requests[i], NULL);
}

void dispatch(struct request *request, const struct route *routes)
{
	dispatch_begin(request, routes);
	dispatch_end(&request, 1);
}
