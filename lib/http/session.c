#include "http/session.h"

#include <string.h>

#include "base/config.h"
#include "http/settings.h"
#include "base/fault.h"
#include "base/pool.h"

#define VISITOR_BYTES 16

static const char FORM[] = "form";

void session_read(struct request *request)
{
	const char *token = request_cookie(request, "session");

	request->visitor.signed_in = token && token_read(request->pool, token, &request->visitor.session);
	request->visitor.token = request->visitor.signed_in ? token : NULL;
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

static const char *visitor(const struct request *request)
{
	const char *cookie = request_cookie(request, "visitor");

	return cookie && strlen(cookie) == 2 * VISITOR_BYTES ? cookie : NULL;
}

static void set_cookie(const struct request *request, struct text *headers, const char *name, const char *value, const char *life)
{
	text_print(headers, "Set-Cookie: %s=%s; Path=%s/; %s; HttpOnly; SameSite=Lax%s\r\n", name, value,
	           request_base(), life, request->received.secure ? "; Secure" : "");
}

static const char *new_visitor(struct request *request, struct text *headers)
{
	char *value = pool_alloc(request->pool, 2 * VISITOR_BYTES + 1);

	crypto_random_hex(value, VISITOR_BYTES);
	set_cookie(request, headers, "visitor", value, "Max-Age=86400");
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
	set_cookie(request, headers, "session", token_sign(request->pool, user_id, email),
	           pool_print(request->pool, "Max-Age=%lld", (long long)http_settings.session_seconds));
}

void session_end(const struct request *request, struct text *headers)
{
	set_cookie(request, headers, "session", "", "expires=Thu, 01 Jan 1970 00:00:00 GMT");
}
