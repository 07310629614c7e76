#include "http/headers.h"

#include <stdio.h>
#include <string.h>

#include "base/config.h"
#include "base/pool.h"

/* As the OWASP Secure Headers Project advises. */
static const char SECURITY[] =
	"X-Content-Type-Options: nosniff\r\n"
	"X-Frame-Options: DENY\r\n"
	"Referrer-Policy: same-origin\r\n"
	"Permissions-Policy: camera=(), geolocation=(), microphone=()\r\n"
	"Cross-Origin-Opener-Policy: same-origin\r\n"
	"Cross-Origin-Resource-Policy: same-origin\r\n";

/* Nothing inline, nothing from other sites; the gaps are for what Stripe's scripts need (https://docs.stripe.com/security/guide). */
static const char POLICY[] =
	"Content-Security-Policy: default-src 'none'; script-src 'self'%s; style-src 'self'; img-src 'self'; connect-src 'self'%s;"
	"%s form-action 'self'%s; frame-ancestors 'none'; base-uri 'none'\r\n";

static const char STRICT_TRANSPORT[] = "Strict-Transport-Security: max-age=31536000\r\n";

/* What depends on the visitor is stored by no cache. Anything else may be stored, but must be checked with us before each use. */
static const char *cache_control(const struct request *request)
{
	bool known = request->visitor.signed_in || request->visitor.admin || request->received.authorization;
	bool personal = known || request->reply.headers.length || request->received.method != GET || request->reply.status >= 400;

	return personal ? "no-store" : "no-cache";
}

static void put_between(struct text *out, const char *before, const char *value, const char *after)
{
	if (!value)
		return;
	text_put(out, before);
	text_put(out, value);
	text_put(out, after);
}

static void put_header(struct text *out, const char *name, const char *value)
{
	if (!value)
		return;
	text_put(out, name);
	put_between(out, ": ", value, "\r\n");
}

static void put_number(struct text *out, const char *name, int64_t number)
{
	text_put(out, name);
	text_put(out, ": ");
	text_int(out, number);
	text_put(out, "\r\n");
}

static void write_own(struct request *request, struct text *out)
{
	const struct reply *reply = &request->reply;

	put_number(out, "Status", reply->status);
	put_header(out, "Content-Type", reply->type);
	put_between(out, "ETag: W/\"", *reply->etag ? reply->etag : NULL, "\"\r\n");
	if (reply->status != 204 && reply->status != 304)
		put_number(out, "Content-Length", (int64_t)reply->body.length);
	put_header(out, "Location", reply->location);
	put_header(out, "Allow", reply->allow);
	if (reply->retry_after)
		put_number(out, "Retry-After", reply->retry_after);
	put_between(out, "Link: <", request->answer.next, ">; rel=\"next\"\r\n");
	put_header(out, "Cache-Control", cache_control(request));
	put_header(out, "Vary", "Cookie");
	put_header(out, "X-Request-Id", request->received.request_id);
}

/* The scheme, host and port of an address. */
static const char *origin_of(struct request *request, const char *url)
{
	const char *host = strstr(url, "://") + 3;

	return pool_copy(request->pool, url, (size_t)(host - url) + strcspn(host, "/"));
}

/* For a page that leads to Stripe's page, or that has Stripe's field for a card in it. */
static void write_wider_policy(struct request *request, struct text *out)
{
	bool takes_cards = *config.stripe_publishable_key;
	const char *js = pool_print(request->pool, " %s https://*.js.stripe.com", origin_of(request, config.stripe_js));
	const char *api = origin_of(request, config.stripe_base);

	text_print(out, POLICY, takes_cards ? js : "", takes_cards ? pool_print(request->pool, " %s", api) : "",
	           takes_cards ? pool_print(request->pool, " frame-src%s https://hooks.stripe.com;", js) : "",
	           pool_print(request->pool, " %s https://*.stripe.com", api));
}

static void write_policy(struct request *request, struct text *out)
{
	static char usual[sizeof(POLICY)];

	if (request->reply.page && (request->reply.page->flags & TO_PROVIDER) && !strcmp(config.payment_provider, "stripe")) {
		write_wider_policy(request, out);
		return;
	}
	if (!*usual)
		snprintf(usual, sizeof(usual), POLICY, "", "", "", "");
	text_put(out, usual);
}

void headers_write(struct request *request, struct text *out)
{
	write_own(request, out);
	write_policy(request, out);
	text_put(out, SECURITY);
	if (request->received.secure)
		text_put(out, STRICT_TRANSPORT);
	if (request->reply.headers.length)
		text_add(out, request->reply.headers.bytes, request->reply.headers.length);
	text_put(out, "\r\n");
}
