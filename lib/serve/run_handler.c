#include "serve/run_handler.h"

#include <string.h>

#include "base/crypto.h"
#include "base/fault.h"
#include "base/log.h"
#include "base/pool.h"
#include "db/db.h"
#include "http/input.h"
#include "http/session.h"
#include "http/token.h"
#include "serve/cache.h"
#include "serve/idempotency.h"
#include "serve/respond.h"

#define MAX_TRIES 5     /* after deadlocks and lost connections */
#define MAX_REFUSALS 20 /* each is of somebody else's having gone on: a price was edited, a ticket sold */

static const char FINGERPRINT[] = "fingerprint";

void run_handler_reset(struct request *request)
{
	input_forget_errors(request);
	respond_reset(request);
	if (request->run.batch)
		batch_clear(request->run.batch);
}

static const struct outcome *handle(void *argument)
{
	struct request *request = argument;

	run_handler_reset(request);
	return respond_prepare(request, request->match.route->handle(request));
}

/* From now on JSON is built in this request's pool, and events and log lines carry this request's id and trace. */
static void set_current(struct request *request)
{
	pool_for_json(request->pool);
	log_origin_set(request->received.request_id, request->received.trace.parent);
}

/* ---- idempotency keys */

/*
 * What makes two requests the same: method, address and body. It is kept under a secret of ours, since a body may hold a password.
 */
static const char *text_of(struct request *request)
{
	char *whole = pool_print(request->pool, "%s %s ", request_method_name(request->received.method), request->received.path);
	char *hex = pool_alloc(request->pool, SEAL_SIZE);
	struct text text = text_in(request->pool);

	text_put(&text, whole);
	text_add(&text, request->received.body.bytes, request->received.body.length);
	crypto_digest_hex(hex, text.bytes, text.length);
	return hex;
}

static const char *fingerprint(struct request *request)
{
	char *seal = pool_alloc(request->pool, SEAL_SIZE);

	token_seal(seal, FINGERPRINT, text_of(request));
	return seal;
}

static bool is_same_request(struct request *request, const struct kept_answer *kept)
{
	return token_sealed(kept->fingerprint, FINGERPRINT, text_of(request));
}

static const struct outcome *replay(struct request *request, const struct kept_answer *kept)
{
	struct account *account = pool_alloc(request->pool, sizeof(*account));
	struct reply reply;

	run_handler_reset(request);
	if (!is_same_request(request, kept))
		return respond_prepare(request, KEY_REUSED);
	*account = kept->signs_in;
	if (*account->id)
		respond_signs_in(request, account);
	reply = (struct reply){ .status = (int)kept->status, .location = kept->location, .type = kept->type, .body = text_in(request->pool) };
	text_put(&reply.body, kept->body ? kept->body : "");
	respond_again(request, &reply, NULL);
	return DONE;
}

/* A page that failed is made anew each time, and so is what was our fault; all else is kept. */
static bool is_kept(const struct request *request, const struct outcome *outcome)
{
	return outcome_is_success(outcome) || (request->received.api && outcome->status < 500);
}

static struct kept_answer answer_of(struct request *request, const struct outcome *outcome)
{
	struct kept_answer answer;
	const struct reply *reply = &request->reply;

	respond(request, outcome);
	answer = (struct kept_answer){ .status = reply->status, .location = reply->location, .type = reply->type,
	                               .body = reply->body.bytes, .fingerprint = fingerprint(request) };
	if (reply->signs_in)
		answer.signs_in = *reply->signs_in;
	return answer;
}

/* True where the key has an answer already, which is then the request's. */
static bool has_answer(struct request *request, const struct outcome **outcome)
{
	struct kept_answer kept;

	if (!idempotency_find(request->pool, session_owner(request), request->input.key, &kept))
		return false;
	*outcome = replay(request, &kept);
	return true;
}

/* ---- writes as a batch */

/*
 * As if the key were new. What fails may do so because the key's first request had the last ticket: that one's answer, if there is
 * one, was committed with it.
 */
const struct outcome *run_handler_prepare(struct request *request)
{
	const struct outcome *outcome;
	struct kept_answer answer;

	set_current(request);
	if (!request->run.batch)
		request->run.batch = batch_new(request->pool);
	outcome = db_reading(handle, request);
	if (!outcome_is_success(outcome))
		batch_clear(request->run.batch);
	if (!request->input.key || (!outcome_is_success(outcome) && has_answer(request, &outcome)) || !is_kept(request, outcome))
		return outcome;
	answer = answer_of(request, outcome);
	idempotency_add(request->run.batch, session_owner(request), request->input.key, &answer);
	return outcome;
}

/* The batch was refused: others were quicker, or the key has an answer by now (or one that is too old to count). */
static bool is_answered_meanwhile(struct request *request, const struct outcome **outcome)
{
	if (!request->input.key)
		return false;
	idempotency_forget(session_owner(request), request->input.key);
	return has_answer(request, outcome);
}

static const struct outcome *run_batched(struct request *request)
{
	const struct outcome *outcome;
	int tries = 0, refusals = 0;

	while (tries < MAX_TRIES && refusals < MAX_REFUSALS) {
		enum batch_outcome committed = BATCH_DONE;

		outcome = run_handler_prepare(request);
		if (batch_size(request->run.batch))
			committed = batch_commit(&request->run.batch, 1);
		if (committed == BATCH_DONE || (committed == BATCH_REFUSED && is_answered_meanwhile(request, &outcome)))
			return outcome;
		if (committed == BATCH_AGAIN)
			db_pause(tries++);
		else
			refusals++;
	}
	fault(FAULT_AWAY, "gave up after %d tries and %d refusals", tries, refusals);
}

/* ---- one transaction */

/* The effect, its events and the answer under the key are one transaction, which a key that isn't new rolls back. */
static const struct outcome *handle_with_key(void *argument)
{
	struct request *request = argument;
	const struct outcome *outcome = handle(request);
	struct kept_answer answer;

	if (!outcome_is_success(outcome))
		return outcome;
	answer = answer_of(request, outcome);
	return idempotency_keep(session_owner(request), request->input.key, &answer) ? outcome : KEY_REUSED;
}

static const struct outcome *run_keyed(struct request *request)
{
	const struct outcome *outcome;
	struct kept_answer answer;

	for (int try = 0; try < MAX_TRIES; try++) {
		outcome = db_transaction(handle_with_key, request);
		if (outcome_is_success(outcome) || has_answer(request, &outcome))
			return outcome;
		if (outcome == KEY_REUSED) {
			idempotency_forget(session_owner(request), request->input.key);
			continue;
		}
		if (!is_kept(request, outcome))
			return outcome;
		answer = answer_of(request, outcome);
		if (idempotency_keep(session_owner(request), request->input.key, &answer))
			return outcome;
	}
	fault(FAULT_AWAY, "gave up after %d tries", MAX_TRIES);
}

/* ---- transactions of its own */

/* The key's steps around work that asks an outside service: the work itself sees to it that it has its effect once. */
struct keyed {
	struct request *request;
	struct kept_answer kept;
	bool is_new, is_first; /* to claim the key; to answer under it */
};

static const struct outcome *claim_key(void *argument)
{
	struct keyed *keyed = argument;
	struct request *request = keyed->request;

	keyed->is_new = idempotency_claim(request->pool, session_owner(request), request->input.key, fingerprint(request), &keyed->kept);
	return DONE;
}

/* Two of the same request may be at work at once: whoever answers first has answered for both. */
static const struct outcome *keep_first(void *argument)
{
	struct keyed *keyed = argument;
	const char *owner = session_owner(keyed->request), *key = keyed->request->input.key;
	struct kept_answer answer = keyed->kept;

	keyed->is_first = idempotency_answer(owner, key, &answer);
	if (!keyed->is_first)
		idempotency_find(keyed->request->pool, owner, key, &keyed->kept);
	return DONE;
}

/* A claimed key without an answer is a request that was cut off, or is under way: doing it again is safe. */
static const struct outcome *run_outside(struct request *request)
{
	struct keyed keyed = { .request = request };
	const struct outcome *outcome;

	if (!request->input.key)
		return handle(request);
	db_transaction(claim_key, &keyed);
	if (!keyed.is_new && (keyed.kept.status || !is_same_request(request, &keyed.kept)))
		return replay(request, &keyed.kept);
	request->run.repeated = !keyed.is_new;
	outcome = handle(request);
	if (!is_kept(request, outcome))
		return outcome;
	keyed.kept = answer_of(request, outcome);
	db_transaction(keep_first, &keyed);
	return keyed.is_first ? outcome : replay(request, &keyed.kept);
}

static const struct outcome *handle_reading(void *argument)
{
	cache_begin(argument);
	return handle(argument);
}

const struct outcome *run_handler(struct request *request)
{
	unsigned flags = request->match.route->flags;

	set_current(request);
	if (flags & OWN_TRANSACTIONS)
		return run_outside(request);
	if (request->received.method == GET)
		return (flags & SNAPSHOT ? db_snapshot : db_reading)(handle_reading, request);
	if (flags & BATCHED)
		return run_batched(request);
	return request->input.key ? run_keyed(request) : db_transaction(handle, request);
}
