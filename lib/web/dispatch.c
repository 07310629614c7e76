#include "web/dispatch.h"

#include <openssl/evp.h>
#include <string.h>

#include "base/config.h"
#include "base/db.h"
#include "base/fault.h"
#include "base/pool.h"
#include "shop/idempotency.h"
#include "shop/throttle.h"
#include "web/input.h"
#include "web/respond.h"
#include "web/session.h"

/* Limits of RFC 6585's 429: at most `burst` at once, then one each `interval` seconds. */
static const struct rate BY_ADDRESS = { .burst = 120, .interval = 2 };
static const struct rate BY_ACCOUNT = { .burst = 10, .interval = 30 };

static const char *next_segment(const char *path, size_t *length)
{
	path += *path == '/';
	*length = strcspn(path, "/");
	return path;
}

/* True if the path fits the pattern; `{id}` fits any one segment, which is then in `id`. */
static bool path_fits(struct request *request, const char *pattern)
{
	const char *path = request->path, *id = "";
	size_t expected, got;

	while (*pattern && *path) {
		pattern = next_segment(pattern, &expected);
		path = next_segment(path, &got);
		if (!strncmp(pattern, "{id}", 4) && got)
			id = pool_copy(request->pool, path, got);
		else if (expected != got || strncmp(pattern, path, got))
			return false;
		pattern += expected;
		path += got;
	}
	if (*pattern || *path)
		return false;
	request->id = id;
	return true;
}

static bool representation_fits(const struct request *request, const struct route *route)
{
	return !(route->flags & (request->api ? PAGE_ONLY : API_ONLY));
}

/* Finds the row, or what there is to say instead: NOT_FOUND, or METHOD_REFUSED with `Allow`. */
static enum result find_route(struct request *request, const struct route *routes)
{
	struct text allow = text_in(request->pool);
	bool named = false; /* by a row without {id}: `/products/new` is no id */
	size_t rows = 0;

	for (const struct route *route = routes; route->handle; route++) {
		bool has_id = strstr(route->path, "{id}") != NULL;

		if (!representation_fits(request, route) || (named && has_id) || !path_fits(request, route->path))
			continue;
		named |= !has_id;
		if (route->method == request->method) {
			request->route = route;
			return DONE;
		}
		text_print(&allow, "%s%s", rows++ ? ", " : "", route->method == GET ? "GET, HEAD" : method_name(route->method));
	}
	request->reply.allow = rows ? allow.bytes : NULL;
	return rows ? METHOD_REFUSED : NOT_FOUND;
}

/* What the request itself says, before anybody looks at its body. */
static enum result check_envelope(struct request *request)
{
	bool from_service = request->route->flags & FROM_SERVICE;

	if (!from_service && !session_same_origin(request))
		return FOREIGN_ORIGIN;
	if (request->too_large)
		return TOO_LARGE;
	return from_service || input_type_fits(request) ? DONE : TYPE_REFUSED;
}

static enum result check_session(struct request *request)
{
	return (request->route->flags & SIGNED_IN) && !request->signed_in ? UNAUTHORIZED : DONE;
}

static enum result check_key(struct request *request)
{
	if (!(request->route->flags & CREATES))
		request->key = NULL;
	else if (!request->api)
		request->key = *input_raw(request, "idempotency_key") ? input_raw(request, "idempotency_key") : NULL;
	return request->key && !idempotency_key_valid(request->key) ? KEY_INVALID : DONE;
}

static enum result check_body(struct request *request)
{
	enum result result;

	input_read_query(request);
	if (request->route->flags & FROM_SERVICE)
		return check_key(request);
	result = input_read(request);
	if (result == DONE && !request->api && request->method != GET && !session_form_is_ours(request))
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
	char *address = pool_text(request->pool, request->address), *at = address;

	for (int colons = 0; (at = strchr(at, ':')); at++)
		if (++colons == 4)
			*at = '\0';
	return address;
}

static int64_t longer(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

static enum result count_request(void *argument)
{
	struct request *request = argument;
	bool sign_in = request->route->flags & SIGN_IN_RATE;
	char *account = text_trim(pool_text(request->pool, input_raw(request, "email")));

	lower(account);
	request->wait = throttle_wait(sign_in ? "sign in from" : "sign up from", client_network(request), &BY_ADDRESS);
	if (*account)
		request->wait = longer(request->wait, throttle_wait(sign_in ? "sign in as" : "sign up as", account, &BY_ACCOUNT));
	return DONE;
}

static enum result check_rate(struct request *request)
{
	if (!config.rate_limit || !(request->route->flags & (SIGN_IN_RATE | SIGN_UP_RATE)))
		return DONE;
	db_transaction(count_request, request);
	return request->wait ? TOO_MANY : DONE;
}

static enum result check(struct request *request, const struct route *routes)
{
	enum result (*const checks[])(struct request *) = { check_envelope, check_session, check_body, check_rate };
	enum result result;

	session_read(request);
	result = find_route(request, routes);
	for (size_t i = 0; result == DONE && i < sizeof(checks) / sizeof(checks[0]); i++)
		result = checks[i](request);
	return result;
}

/* Forgets what an earlier try has answered. */
static void reset(struct request *request)
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

	reset(request);
	return request->route->handle(request);
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

	reset(request);
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

static void keep(struct request *request, const char *owner)
{
	const struct reply *reply = &request->reply;
	struct kept_answer answer = { .status = reply->status, .location = reply->location, .type = reply->type,
	                              .body = reply->body.bytes };

	memcpy(answer.signs_in, reply->signs_in, ID_SIZE);
	idempotency_keep(owner, request->key, &answer);
}

/* The effect, its events and the answer under the key are one transaction. */
static enum result handle_with_key(void *argument)
{
	struct request *request = argument;
	const char *owner = request->signed_in ? request->session.id : "";
	struct kept_answer kept;
	enum result result;

	if (!idempotency_claim(request->pool, owner, request->key, fingerprint(request), &kept))
		return replay(request, &kept);
	result = db_savepoint(handle, request);
	if (!is_kept(request, result))
		return result;
	respond(request, result);
	keep(request, owner);
	return DONE;
}

/* The key's three steps around work that owns its transactions: the work itself sees to it that it has its effect once. */
struct keyed {
	struct request *request;
	const char *owner;
	struct kept_answer kept;
	bool is_new;
};

static enum result claim(void *argument)
{
	struct keyed *keyed = argument;

	keyed->is_new = idempotency_claim(keyed->request->pool, keyed->owner, keyed->request->key,
	                                  fingerprint(keyed->request), &keyed->kept);
	return DONE;
}

static enum result keep_answer(void *argument)
{
	struct keyed *keyed = argument;

	keep(keyed->request, keyed->owner);
	return DONE;
}

/* A claimed key without an answer is a request that was cut off, or is under way: doing it again is safe. */
static enum result handle_outside(struct request *request)
{
	struct keyed keyed = { .request = request, .owner = request->signed_in ? request->session.id : "" };
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
	return DONE;
}

static enum result answer(struct request *request, const struct route *routes)
{
	enum result result = check(request, routes);

	if (result != DONE)
		return result;
	if (request->route->flags & OUTSIDE)
		return handle_outside(request);
	if (request->method == GET)
		return db_reading(handle, request);
	return db_transaction(request->key ? handle_with_key : handle, request);
}

static enum result result_of(const struct recovery *caught)
{
	return caught->kind == FAULT_AWAY || caught->kind == FAULT_AGAIN ? AWAY : caught->kind == FAULT_REFUSED ? REFUSED : BROKEN;
}

/* The reply to a fault must not need what has just failed: a page that can't be made is plain text. */
static void respond_fault(struct request *request, enum result result)
{
	struct recovery here;

	if (fault_caught(&here)) {
		request->reply = (struct reply){ .body = text_in(request->pool), .headers = text_in(request->pool) };
		show_text(request, result, "text/plain; charset=utf-8", result_message(result));
		return;
	}
	reset(request);
	respond(request, result);
	fault_disarm(&here);
}

void dispatch(struct request *request, const struct route *routes)
{
	struct recovery here;

	if (fault_caught(&here)) {
		memcpy(request->fault, here.message, sizeof(request->fault));
		respond_fault(request, result_of(&here));
		return;
	}
	request->reply.body = text_in(request->pool);
	request->reply.headers = text_in(request->pool);
	respond(request, answer(request, routes));
	fault_disarm(&here);
}
