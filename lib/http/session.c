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

const char *session_form_token(struct request *request, struct text *headers)
{
	const char *of = request->visitor.signed_in ? request->visitor.token : visitor(request);
	char *seal = pool_alloc(request->pool, SEAL_SIZE);

	if (!of && headers)
		of = new_visitor(request, headers);
	if (of)
		token_seal(seal, FORM, of);
	return seal;
}

bool session_form_is_ours(const struct request *request)
{
	const char *of = request->visitor.signed_in ? request->visitor.token : visitor(request);
	const char *csrf = json_string_value(json_object_get(request->input.body, "csrf"));

	return of && csrf && token_sealed(csrf, FORM, of);
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

void session_begin(struct request *request, const char *user_id, const char *email, struct text *headers)
{
	set_cookie(request, headers, http_settings.session_cookie, token_sign(request->pool, user_id, email), request_base(),
	           pool_print(request->pool, "Max-Age=%lld", (long long)http_settings.session_seconds));
}

void session_end(const struct request *request, struct text *headers)
{
	static const char ENDED[] = "expires=Thu, 01 Jan 1970 00:00:00 GMT";

	set_cookie(request, headers, http_settings.session_cookie, "", request_base(), ENDED);
	if (request->visitor.sessions > 1 && *request_base())
		set_cookie(request, headers, http_settings.session_cookie, "", "", ENDED);
}
