#include "web/handling.h"

#include <openssl/evp.h>
#include <string.h>

#include "base/db.h"
#include "base/fault.h"
#include "base/pool.h"
#include "shop/idempotency.h"
#include "shop/outbox.h"
#include "web/cache.h"
#include "web/respond.h"

void handling_reset(struct request *request)
{
	request->error_count = 0;
	request->view = (struct view){ 0 };
	request->list = (struct list){ 0 };
	request->list_size = 0;
	request->goes_to = request->next = request->title = NULL;
	request->signs_in = NULL;
	request->signs_out = false;
	request->reply = (struct reply){ .body = text_in(request->pool), .headers = text_in(request->pool) };
}

static enum result handle(void *argument)
{
	struct request *request = argument;

	handling_reset(request);
	return request->route->handle(request);
}

/* From now on it is this request that JSON is made for and that events come of. */
static void turn_to(struct request *request)
{
	pool_for_json(request->pool);
	outbox_origin(request->request_id, request->trace.parent);
}

/* Whose key it is: nobody's but of those who may send the request. */
static const char *owner_of(const struct request *request)
{
	return request->signed_in ? request->session.id : request->admin ? "admin" : "";
}

/* What makes two requests the same: method, address and body. */
static const char *fingerprint(struct request *request)
{
	char *whole = pool_print(request->pool, "%s %s ", method_name(request->method), request->path);
	char *hex = pool_alloc(request->pool, FINGERPRINT_SIZE);
	struct text text = text_in(request->pool);
	unsigned char digest[32];

	text_put(&text, whole);
	text_add(&text, request->body.bytes, request->body.length);
	if (!EVP_Digest(text.bytes, text.length, digest, NULL, EVP_sha256(), NULL))
		fault(FAULT_BUG, "SHA-256 failed");
	text_hex(hex, digest, sizeof(digest));
	return hex;
}

static enum result replay(struct request *request, const struct kept_answer *kept)
{
	struct user *user = pool_alloc(request->pool, sizeof(*user));

	handling_reset(request);
	if (strcmp(kept->fingerprint, fingerprint(request)))
		return KEY_REUSED;
	if (*kept->signs_in && user_load(request->pool, kept->signs_in, user) == DONE)
		request->signs_in = user;
	request->reply.status = (int)kept->status;
	request->reply.location = kept->location;
	request->reply.type = kept->type;
	text_put(&request->reply.body, kept->body ? kept->body : "");
	return DONE;
}

/* A page that failed is made anew each time; all else is kept. */
static bool is_kept(const struct request *request, enum result result)
{
	return request->api || result_is_success(result);
}

static struct kept_answer answer_of(const struct request *request)
{
	const struct reply *reply = &request->reply;
	struct kept_answer answer = { .status = reply->status, .location = reply->location, .type = reply->type,
	                              .body = reply->body.bytes };

	memcpy(answer.signs_in, reply->signs_in, ID_SIZE);
	return answer;
}

static bool keep(struct request *request, const char *owner)
{
	const struct kept_answer answer = answer_of(request);

	return idempotency_keep(owner, request->key, &answer);
}

/*
 * As if the key were new, which the commit asks. What fails may do so because the key's first request had the last ticket: that one's
 * answer, if there is one, was committed with it.
 */
static enum result handle_as_new(struct request *request, const char *owner)
{
	enum result result = handle(request);
	struct kept_answer answer;

	if (!result_is_success(result) && db_has_changed())
		fault(FAULT_AGAIN, "failed after a change");
	if (!result_is_success(result) && idempotency_find(request->pool, owner, request->key, &answer))
		return replay(request, &answer);
	if (!is_kept(request, result))
		return result;
	respond(request, result);
	answer = answer_of(request);
	answer.fingerprint = fingerprint(request);
	idempotency_keep_at_commit(owner, request->key, &answer);
	return DONE;
}

/* The effect, its events and the answer under the key are one transaction. */
static enum result handle_with_key(void *argument)
{
	struct request *request = argument;
	const char *owner = owner_of(request);
	struct kept_answer kept;
	enum result result;

	if ((request->route->flags & JOINS) && db_is_first_try())
		return handle_as_new(request, owner);
	if (!idempotency_claim(request->pool, owner, request->key, fingerprint(request), &kept))
		return replay(request, &kept);
	result = db_savepoint(handle, request);
	if (!is_kept(request, result))
		return result;
	respond(request, result);
	keep(request, owner);
	return DONE;
}

static enum result handle_either_way(void *request)
{
	return ((struct request *)request)->key ? handle_with_key(request) : handle(request);
}

enum result handling_unit(void *request)
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

static enum result claim(void *argument)
{
	struct keyed *keyed = argument;

	keyed->is_new = idempotency_claim(keyed->request->pool, keyed->owner, keyed->request->key,
	                                  fingerprint(keyed->request), &keyed->kept);
	return DONE;
}

/* Two of the same request may be at work at once: whoever answers first has answered for both. */
static enum result keep_answer(void *argument)
{
	struct keyed *keyed = argument;

	keyed->is_first = keep(keyed->request, keyed->owner);
	return keyed->is_first ? DONE : claim(keyed);
}

/* A claimed key without an answer is a request that was cut off, or is under way: doing it again is safe. */
static enum result handle_outside(struct request *request)
{
	struct keyed keyed = { .request = request, .owner = owner_of(request) };
	enum result result;

	if (!request->key)
		return handle(request);
	db_transaction(claim, &keyed);
	if (!keyed.is_new && (keyed.kept.status || strcmp(keyed.kept.fingerprint, fingerprint(request))))
		return replay(request, &keyed.kept);
	request->repeated = !keyed.is_new;
	result = handle(request);
	if (!is_kept(request, result) || result_status(result) >= 500)
		return result;
	respond(request, result);
	db_transaction(keep_answer, &keyed);
	return keyed.is_first ? DONE : replay(request, &keyed.kept);
}

static enum result handle_reading(void *argument)
{
	cache_begin(argument);
	return handle(argument);
}

enum result handling_run(struct request *request)
{
	turn_to(request);
	if (request->route->flags & OUTSIDE)
		return handle_outside(request);
	if (request->method == GET)
		return (request->route->flags & ONE_MOMENT ? db_snapshot : db_reading)(handle_reading, request);
	return db_transaction(handle_either_way, request);
}
