#include "serve/dispatch.h"

#include <string.h>

#include "serve/settings.h"
#include "db/db.h"
#include "base/pool.h"
#include "serve/idempotency.h"
#include "serve/respond.h"
#include "serve/throttle.h"
#include "http/bearer.h"
#include "serve/cache.h"
#include "http/input.h"
#include "http/next.h"
#include "http/session.h"

/* Limits of RFC 6585's 429: at most `burst` at once, then one each `interval` seconds. */
static const struct rate BY_ADDRESS = { .burst = 120, .interval = 2 };
static const struct rate BY_ACCOUNT = { .burst = 10, .interval = 30 };

static const char *next_segment(const char *path, size_t *length)
{
	path += *path == '/';
	*length = strcspn(path, "/");
	return path;
}

/* True if the path fits the pattern; `{id}` and `{n}` fit any one segment, which is then in `id` or `n`. */
static bool path_fits(struct request *request, const char *pattern)
{
	const char *path = request->received.path, *id = "", *n = "";
	size_t expected, got;

	while (*pattern && *path) {
		pattern = next_segment(pattern, &expected);
		path = next_segment(path, &got);
		if (!strncmp(pattern, "{id}", 4) && got)
			id = pool_copy(request->pool, path, got);
		else if (!strncmp(pattern, "{n}", 3) && got)
			n = pool_copy(request->pool, path, got);
		else if (expected != got || strncmp(pattern, path, got))
			return false;
		pattern += expected;
		path += got;
	}
	if (*pattern || *path)
		return false;
	request->match.id = id;
	request->match.n = n;
	return true;
}

static bool representation_fits(const struct request *request, const struct route *route)
{
	return !(route->flags & (request->received.api ? PAGE_ONLY : API_ONLY));
}

/* Finds the row: DONE; NOT_FOUND; METHOD_REFUSED, with the methods that there are in match.allow. */
static const struct outcome *find_route(struct request *request, const struct route *routes)
{
	struct text allow = text_in(request->pool);
	bool named = false; /* by a row without {id}: `/products/new` is no id */
	size_t rows = 0;

	for (const struct route *route = routes; route->handle; route++) {
		bool has_id = strstr(route->path, "{id}") != NULL;

		if (!representation_fits(request, route) || (named && has_id) || !path_fits(request, route->path))
			continue;
		named |= !has_id;
		if (route->method == request->received.method) {
			request->match.route = route;
			return DONE;
		}
		text_print(&allow, "%s%s", rows++ ? ", " : "", route->method == GET ? "GET, HEAD" : request_method_name(route->method));
	}
	request->match.allow = rows ? allow.bytes : NULL;
	return rows ? METHOD_REFUSED : NOT_FOUND;
}

/* What the request itself says, before anybody looks at its body. */
static const struct outcome *check_envelope(struct request *request)
{
	bool is_signed = request->match.route->flags & SIGNED_WEBHOOK, changes = request->received.method != GET;

	if (changes && !is_signed && !session_same_origin(request))
		return FOREIGN_ORIGIN;
	if (request->received.too_large)
		return TOO_LARGE;
	if (request->received.cut_off)
		return CUT_OFF;
	return is_signed || input_type_fits(request) ? DONE : TYPE_REFUSED;
}

static const struct outcome *check_session(struct request *request)
{
	unsigned flags = request->match.route->flags;

	if (!(flags & SIGNED_IN) || request->visitor.signed_in)
		return DONE;
	request->visitor.admin = (flags & OR_ADMIN) && request->received.api && bearer_is(request, serve_settings.admin_token);
	return request->visitor.admin ? DONE : UNAUTHORIZED;
}

static const struct outcome *check_key(struct request *request)
{
	input_read_key(request);
	return request->input.key && !idempotency_key_valid(request->input.key) ? KEY_INVALID : DONE;
}

static const struct outcome *show_form_again(void *request)
{
	return respond_prepare(request, FORM_EXPIRED);
}

/*
 * The form's token isn't this visitor's: he has signed in or out since, in another tab or by sending it twice. Is that all that the form
 * is for, he is led on; else it is shown again with what was typed and the right token. Nothing is changed either way.
 */
static const struct outcome *form_expired(struct request *request)
{
	if (!(request->match.route->flags & (request->visitor.signed_in ? SIGNS_IN : SIGNS_OUT)))
		return db_reading(show_form_again, request);
	respond_goes_to(request, "%s", next_wanted(request));
	respond(request, DONE);
	return DONE;
}

static const struct outcome *check_body(struct request *request)
{
	const struct outcome *result;

	input_read_query(request);
	if (request->match.route->flags & SIGNED_WEBHOOK)
		return check_key(request);
	result = input_read(request);
	if (result == DONE && !request->received.api && request->received.method != GET && !session_form_is_ours(request))
		return form_expired(request);
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

struct counting {
	struct request *request;
	int64_t wait; /* seconds */
};

static const struct outcome *count_request(void *argument)
{
	struct counting *counting = argument;
	struct request *request = counting->request;
	bool sign_in = request->match.route->flags & SIGN_IN_RATE;
	char *account = text_trim(pool_text(request->pool, input_raw(request, "email")));

	lower(account);
	counting->wait = throttle_wait(sign_in ? "sign in from" : "sign up from", client_network(request), &BY_ADDRESS);
	if (*account)
		counting->wait = longer(counting->wait, throttle_wait(sign_in ? "sign in as" : "sign up as", account, &BY_ACCOUNT));
	return DONE;
}

/* The last check: whoever may send the form again, later, sees it again. */
static const struct outcome *check_rate(struct request *request)
{
	struct counting counting = { request, 0 };

	if (!serve_settings.rate_limit || !(request->match.route->flags & (SIGN_IN_RATE | SIGN_UP_RATE)))
		return DONE;
	db_transaction(count_request, &counting);
	if (!counting.wait)
		return DONE;
	respond_wait(request, counting.wait);
	return respond_prepare(request, TOO_MANY);
}

static const struct outcome *check(struct request *request)
{
	const struct outcome *(*const checks[])(struct request *) = { check_envelope, check_session, check_body, check_rate };
	const struct outcome *result = DONE;

	for (size_t i = 0; result == DONE && !request->reply.status && i < sizeof(checks) / sizeof(checks[0]); i++)
		result = checks[i](request);
	return result;
}

const struct outcome *dispatch_find(struct request *request, const struct route *routes)
{
	const struct outcome *result;

	request->match.id = request->match.n = "";
	if (*request->received.cookies) /* without one nobody is signed in */
		session_read(request);
	result = find_route(request, routes);
	if (result != DONE || ((request->match.route->flags & CACHEABLE) && cache_find(request)))
		return result;
	return check(request);
}
