#include "serve/run_handler.h"

#include <openssl/evp.h>
#include <string.h>

#include "db/db.h"
#include "base/fault.h"
#include "base/pool.h"
#include "serve/idempotency.h"
#include "base/origin.h"
#include "serve/cache.h"
#include "serve/respond.h"

void run_handler_reset(struct request *request)
{
	request->input.error_count = 0;
	request->answer.view = (struct view){ 0 };
	request->answer.list = (struct list){ 0 };
	request->answer.list_size = 0;
	request->answer.goes_to = request->answer.next = request->answer.title = NULL;
	request->answer.signs_in = NULL;
	request->answer.signs_out = false;
	request->reply = (struct reply){ .body = text_in(request->pool), .headers = text_in(request->pool) };
}

static const struct outcome *handle(void *argument)
{
	struct request *request = argument;

	run_handler_reset(request);
	return request->match.route->handle(request);
}

/* From now on it is this request that JSON is made for and that events come of. */
static void turn_to(struct request *request)
{
	pool_for_json(request->pool);
	origin_set(request->received.request_id, request->received.trace.parent);
}

/* Whose key it is: nobody's but of those who may send the request. */
static const char *owner_of(const struct request *request)
{
	return request->visitor.signed_in ? request->visitor.session.id : request->visitor.admin ? "admin" : "";
}

/* What makes two requests the same: method, address and body. */
static const char *fingerprint(struct request *request)
{
	char *whole = pool_print(request->pool, "%s %s ", request_method_name(request->received.method), request->received.path);
	char *hex = pool_alloc(request->pool, FINGERPRINT_SIZE);
	struct text text = text_in(request->pool);
	unsigned char digest[32];

	text_put(&text, whole);
	text_add(&text, request->received.body.bytes, request->received.body.length);
	if (!EVP_Digest(text.bytes, text.length, digest, NULL, EVP_sha256(), NULL))
		fault(FAULT_BUG, "SHA-256 failed");
	text_hex(hex, digest, sizeof(digest));
	return hex;
}

static const struct outcome *replay(struct request *request, const struct kept_answer *kept)
{
	struct account *account = pool_alloc(request->pool, sizeof(*account));

	*account = kept->signs_in;
	run_handler_reset(request);
	if (strcmp(kept->fingerprint, fingerprint(request)))
		return KEY_REUSED;
	if (*kept->signs_in.id)
		request->answer.signs_in = account;
	request->reply.status = (int)kept->status;
	request->reply.location = kept->location;
	request->reply.type = kept->type;
	text_put(&request->reply.body, kept->body ? kept->body : "");
	return DONE;
}

/* A page that failed is made anew each time; all else is kept. */
static bool is_kept(const struct request *request, const struct outcome *result)
{
	return request->received.api || outcome_is_success(result);
}

static struct kept_answer answer_of(const struct request *request)
{
	const struct reply *reply = &request->reply;
	struct kept_answer answer = { .status = reply->status, .location = reply->location, .type = reply->type,
	                              .body = reply->body.bytes };

	if (reply->signs_in)
		answer.signs_in = *reply->signs_in;
	return answer;
}

static bool keep(struct request *request, const char *owner)
{
	const struct kept_answer answer = answer_of(request);

	return idempotency_keep(owner, request->received.key, &answer);
}

/*
 * As if the key were new, which the commit asks. What fails may do so because the key's first request had the last ticket: that one's
 * answer, if there is one, was committed with it.
 */
static const struct outcome *handle_as_new(struct request *request, const char *owner)
{
	const struct outcome *result = handle(request);
	struct kept_answer answer;

	if (!outcome_is_success(result) && db_has_changed())
		fault(FAULT_AGAIN, "failed after a change");
	if (!outcome_is_success(result) && idempotency_find(request->pool, owner, request->received.key, &answer))
		return replay(request, &answer);
	if (!is_kept(request, result))
		return result;
	respond(request, result);
	answer = answer_of(request);
	answer.fingerprint = fingerprint(request);
	idempotency_keep_at_commit(owner, request->received.key, &answer);
	return DONE;
}

/* The effect, its events and the answer under the key are one transaction. */
static const struct outcome *handle_with_key(void *argument)
{
	struct request *request = argument;
	const char *owner = owner_of(request);
	struct kept_answer kept;
	const struct outcome *result;

	if ((request->match.route->flags & GROUP_COMMIT) && db_is_first_try())
		return handle_as_new(request, owner);
	if (!idempotency_claim(request->pool, owner, request->received.key, fingerprint(request), &kept))
		return replay(request, &kept);
	result = db_savepoint(handle, request);
	if (!is_kept(request, result))
		return result;
	respond(request, result);
	keep(request, owner);
	return DONE;
}

static const struct outcome *handle_either_way(void *request)
{
	return ((struct request *)request)->received.key ? handle_with_key(request) : handle(request);
}

const struct outcome *run_handler_unit(void *request)
{
	turn_to(request);
	return handle_either_way(request);
}

/* The key's three steps around work that owns its transactions: the work itself sees to it that it has its effect once. */
struct keyed {
	struct request *request;
	const char *owner;
	struct kept_answer kept;
	bool is_new, is_first; /* to claim the key; to answer under it */
};

static const struct outcome *claim(void *argument)
{
	struct keyed *keyed = argument;

	keyed->is_new = idempotency_claim(keyed->request->pool, keyed->owner, keyed->request->received.key,
	                                  fingerprint(keyed->request), &keyed->kept);
	return DONE;
}

/* Two of the same request may be at work at once: whoever answers first has answered for both. */
static const struct outcome *keep_answer(void *argument)
{
	struct keyed *keyed = argument;

	keyed->is_first = keep(keyed->request, keyed->owner);
	return keyed->is_first ? DONE : claim(keyed);
}

/* A claimed key without an answer is a request that was cut off, or is under way: doing it again is safe. */
static const struct outcome *handle_outside(struct request *request)
{
	struct keyed keyed = { .request = request, .owner = owner_of(request) };
	const struct outcome *result;

	if (!request->received.key)
		return handle(request);
	db_transaction(claim, &keyed);
	if (!keyed.is_new && (keyed.kept.status || strcmp(keyed.kept.fingerprint, fingerprint(request))))
		return replay(request, &keyed.kept);
	request->run.repeated = !keyed.is_new;
	result = handle(request);
	if (!is_kept(request, result) || result->status >= 500)
		return result;
	respond(request, result);
	db_transaction(keep_answer, &keyed);
	return keyed.is_first ? DONE : replay(request, &keyed.kept);
}

static const struct outcome *handle_reading(void *argument)
{
	cache_begin(argument);
	return handle(argument);
}

const struct outcome *run_handler(struct request *request)
{
	turn_to(request);
	if (request->match.route->flags & OWN_TRANSACTIONS)
		return handle_outside(request);
	if (request->received.method == GET)
		return (request->match.route->flags & SNAPSHOT ? db_snapshot : db_reading)(handle_reading, request);
	return db_transaction(handle_either_way, request);
}
