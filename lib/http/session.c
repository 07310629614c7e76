#include "http/session.h"

#include <string.h>

#include "base/config.h"
#include "http/settings.h"
#include "base/fault.h"
#include "base/pool.h"

#define VISITOR_BYTES 16

static const char FORM[] = "form";

/* Of several sessions the one that began last counts: who has just signed in is who he says, whatever an older cookie has. */
static void keep_newest(struct visitor *visitor, const char *token, const struct session *session)
{
	visitor->sessions++;
	if (visitor->signed_in && session->iat <= visitor->session.iat)
		return;
	visitor->signed_in = true;
	visitor->session = *session;
	visitor->token = token;
}

void session_read(struct request *request)
{
	const char *rest = request->received.cookies, *token;
	struct session session;

	while ((token = request_next_cookie(request, http_settings.session_cookie, &rest)))
		if (token_read(request->pool, token, &session))
			keep_newest(&request->visitor, token, &session);
}

const char *session_user(const struct request *request)
{
	if (!request->visitor.signed_in)
		fault(FAULT_BUG, "nobody is signed in");
	return request->visitor.session.id;
}

bool session_same_origin(const struct request *request)
{
	if (!strcmp(request->received.fetch_site, "cross-site"))
		return false;
	return !*request->received.origin || !strcmp(request->received.origin, request_origin(request));
}

/* The name of the visitor's cookie: the session's, prefix and all, with something behind it. */
static const char *visitor_cookie(const struct request *request)
{
	return pool_print(request->pool, "%s_visitor", http_settings.session_cookie);
}

/* The first cookie that can be ours: it is nothing but random, so its form is all there is to verify. */
static const char *visitor(const struct request *request)
{
	const char *rest = request->received.cookies, *name, *cookie;

	if (!*rest)
		return NULL;
	name = visitor_cookie(request);
	while ((cookie = request_next_cookie(request, name, &rest)))
		if (strlen(cookie) == 2 * VISITOR_BYTES && strspn(cookie, "0123456789abcdef") == 2 * VISITOR_BYTES)
			return cookie;
	return NULL;
}

/* `path` is "" for that of the whole host. A browser takes a name with the prefix `__Host-` or `__Secure-` only as the prefix says. */
static void set_cookie(const struct request *request, struct text *headers, const char *name, const char *value, const char *path,
                       const char *life)
{
	bool secure = request->received.secure || text_begins(name, "__");

	text_print(headers, "Set-Cookie: %s=%s; Path=%s/; %s; HttpOnly; SameSite=Lax%s\r\n", name, value,
	           text_begins(name, "__Host-") ? "" : path, life, secure ? "; Secure" : "");
}

static const char *new_visitor(struct request *request, struct text *headers)
{
	char *value = pool_alloc(request->pool, 2 * VISITOR_BYTES + 1);

	crypto_random_hex(value, VISITOR_BYTES);
	set_cookie(request, headers, visitor_cookie(request), value, request_base(), "Max-Age=86400");
	return value;
}

/* Masks a seal, or takes the mask off again: each digit is the exclusive or of both. */
static void put_mask(char *out, const char *digits, const char *mask)
{
	static const char HEX[] = "0123456789abcdef";

	for (size_t i = 0; i < SEAL_SIZE - 1; i++)
		out[i] = HEX[(strchr(HEX, digits[i]) - HEX) ^ (strchr(HEX, mask[i]) - HEX)];
	out[SEAL_SIZE - 1] = '\0';
}

/*
 * The token of a form is the visitor's seal under a mask that is new for each reply, and the mask before it: pages are compressed, and the
 * length of one that repeats both a secret and something that a stranger chose would tell him the secret, digit by digit (BREACH).
 */
static const char *masked(void *pool, const char *seal)
{
	char mask[SEAL_SIZE], under[SEAL_SIZE];

	crypto_random_hex(mask, SEAL_SIZE / 2);
	put_mask(under, seal, mask);
	return pool_print(pool, "%s%s", mask, under);
}

/* The seal that was masked; NULL for what can't be a token. */
static const char *unmasked(void *pool, const char *token)
{
	char *seal = pool_alloc(pool, SEAL_SIZE);

	if (strlen(token) != 2 * (SEAL_SIZE - 1) || token[strspn(token, "0123456789abcdef")])
		return NULL;
	put_mask(seal, token + SEAL_SIZE - 1, token);
	return seal;
}

const char *session_form_token(struct request *request, struct text *headers)
{
	const char *of = request->visitor.signed_in ? request->visitor.token : visitor(request);
	char seal[SEAL_SIZE];

	if (!of && headers)
		of = new_visitor(request, headers);
	if (!of)
		return "";
	token_seal(seal, FORM, of);
	return masked(request->pool, seal);
}

bool session_form_is_ours(const struct request *request)
{
	const char *of = request->visitor.signed_in ? request->visitor.token : visitor(request);
	const char *csrf = json_string_value(json_object_get(request->input.body, "csrf"));
	const char *seal = csrf ? unmasked(request->pool, csrf) : NULL;

	return of && seal && token_sealed(seal, FORM, of);
}

#define OWNER_LENGTH 24

static const char OWNER[] = "visitor";

const char *session_owner(struct request *request)
{
	const char *cookie = visitor(request);
	char *seal;

	if (request->visitor.signed_in)
		return request->visitor.session.id;
	if (request->visitor.admin)
		return "admin";
	seal = pool_alloc(request->pool, SEAL_SIZE);
	token_seal(seal, OWNER, cookie ? cookie : request->received.address);
	seal[OWNER_LENGTH] = '\0';
	return seal;
}

const char *session_network(struct request *request)
{
	char *seal = pool_alloc(request->pool, SEAL_SIZE);

	token_seal(seal, "network", request_network(request));
	seal[OWNER_LENGTH] = '\0';
	return seal;
}

/* ---- browsers that an account is known to be signed in by */

#define BROWSER_LENGTH 32 /* digits that are a browser's own, at the beginning of its cookie; for each account follows a dot and a seal */
#define BROWSER_ACCOUNTS 4

static const char BROWSER[] = "browser", BROWSER_LIFE[] = "Max-Age=31536000";

static const char *browser_cookie(const struct request *request)
{
	return pool_print(request->pool, "%s_device", http_settings.session_cookie);
}

static bool is_browser(const char *cookie)
{
	return strspn(cookie, "0123456789abcdef") == BROWSER_LENGTH && (strlen(cookie) - BROWSER_LENGTH) % SEAL_SIZE == 0;
}

static const char *known_as(const struct request *request, const char *browser, const char *email)
{
	return pool_print(request->pool, "%.*s %s", BROWSER_LENGTH, browser, text_lower(pool_text(request->pool, email)));
}

static bool browser_knows(const struct request *request, const char *cookie, const char *email)
{
	const char *at = cookie + BROWSER_LENGTH, *known = known_as(request, cookie, email);

	for (int i = 0; i < BROWSER_ACCOUNTS && *at; i++, at += SEAL_SIZE)
		if (token_sealed(pool_copy(request->pool, at + 1, SEAL_SIZE - 1), BROWSER, known))
			return true;
	return false;
}

const char *session_known_browser(const struct request *request, const char *email)
{
	const char *rest = request->received.cookies, *name = browser_cookie(request), *cookie;

	while ((cookie = request_next_cookie(request, name, &rest)))
		if (is_browser(cookie) && browser_knows(request, cookie, email))
			return pool_copy(request->pool, cookie, BROWSER_LENGTH);
	return NULL;
}

/* The first cookie of a browser, whose digits stay and whose accounts stay known, the latest of them; else new digits. */
static const char *first_browser(const struct request *request)
{
	const char *rest = request->received.cookies, *name = browser_cookie(request), *cookie;
	char *digits = pool_alloc(request->pool, BROWSER_LENGTH + 1);

	while ((cookie = request_next_cookie(request, name, &rest)))
		if (is_browser(cookie))
			return cookie;
	crypto_random_hex(digits, BROWSER_LENGTH / 2);
	return digits;
}

static void remember_browser(const struct request *request, const char *email, struct text *headers)
{
	const char *browser = first_browser(request);
	char seal[SEAL_SIZE];

	if (session_known_browser(request, email))
		return;
	token_seal(seal, BROWSER, known_as(request, browser, email));
	set_cookie(request, headers, browser_cookie(request),
	           pool_print(request->pool, "%.*s.%s%.*s", BROWSER_LENGTH, browser, seal, (BROWSER_ACCOUNTS - 1) * SEAL_SIZE,
	                      browser + BROWSER_LENGTH), request_base(), BROWSER_LIFE);
}

void session_begin(struct request *request, const char *user_id, const char *email, struct text *headers)
{
	set_cookie(request, headers, http_settings.session_cookie, token_sign(request->pool, user_id, email), request_base(),
	           pool_print(request->pool, "Max-Age=%lld", (long long)http_settings.session_seconds));
	remember_browser(request, email, headers);
}

void session_end(const struct request *request, struct text *headers)
{
	static const char ENDED[] = "expires=Thu, 01 Jan 1970 00:00:00 GMT";

	set_cookie(request, headers, http_settings.session_cookie, "", request_base(), ENDED);
	if (request->visitor.sessions > 1 && *request_base())
		set_cookie(request, headers, http_settings.session_cookie, "", "", ENDED);
}
