#include "http/request.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/config.h"
#include "base/moment.h"
#include "base/pool.h"

const struct outcome MALFORMED[1] = { { 400, "Request body must be a JSON object", NULL,
	"The form came garbled: please go back and send it again" } };
const struct outcome CUT_OFF[1] = { { 400, "Request body is incomplete", NULL,
	"Only a part of the form came: please go back and send it again" } };
const struct outcome FOREIGN_ORIGIN[1] = { { 403, "Request comes from another site", "Not from here",
	"What you sent was on a page of another site" } };
const struct outcome FORM_EXPIRED[1] = { { 403, "This form has expired, please send it again", "This form has expired" } };
const struct outcome METHOD_REFUSED[1] = { { 405, "Method Not Allowed", "That can't be done here" } };
const struct outcome TOO_LARGE[1] = { { 413, "Request body is too large", "Too much at once",
	"That is more text than we can take" } };
const struct outcome TYPE_REFUSED[1] = { { 415, "Unsupported media type", NULL,
	"What was sent is no form of this shop" } };

static const struct { const char *name; enum method method; bool head; } methods[] = {
	{ "GET", GET, false }, { "HEAD", GET, true }, { "POST", POST, false }, { "PUT", PUT, false }, { "DELETE", DELETE, false },
};

#define METHODS (sizeof(methods) / sizeof(methods[0]))

const char *request_method_name(enum method method)
{
	for (size_t i = 0; i < METHODS; i++)
		if (methods[i].method == method)
			return methods[i].name;
	return "OTHER";
}

const char *request_base(void)
{
	const char *host = strstr(config.base_url, "://"), *path = host ? strchr(host + 3, '/') : NULL;

	return path && path[1] ? path : "";
}

#define VARIABLE(name, member, otherwise) { name, sizeof(name) - 1, offsetof(struct request, received.member), otherwise }

/* The variables that are read, the member that each is stored in, and the member's value where the variable is missing. */
static const struct variable { const char *name; size_t length, offset; const char *otherwise; } variables[] = {
	VARIABLE("REQUEST_METHOD", method_as_sent, ""),
	VARIABLE("REQUEST_URI", uri, ""),
	VARIABLE("REMOTE_ADDR", address, ""),
	VARIABLE("HTTPS", https, ""),
	VARIABLE("CONTENT_LENGTH", length_as_sent, ""),
	VARIABLE("CONTENT_TYPE", type, ""),
	VARIABLE("HTTP_AUTHORIZATION", authorization, NULL),
	VARIABLE("HTTP_COOKIE", cookies, ""),
	VARIABLE("HTTP_HOST", host, ""),
	VARIABLE("HTTP_IDEMPOTENCY_KEY", key_as_sent, NULL),
	VARIABLE("HTTP_IF_NONE_MATCH", if_none_match, ""),
	VARIABLE("HTTP_ORIGIN", origin, ""),
	VARIABLE("HTTP_SEC_FETCH_SITE", fetch_site, ""),
	VARIABLE("HTTP_STRIPE_SIGNATURE", stripe_signature, NULL),
	VARIABLE("HTTP_TRACEPARENT", traceparent, ""),
	VARIABLE("HTTP_X_REQUEST_ID", request_id_as_sent, ""),
};

#define EACH_VARIABLE(v) (const struct variable *v = variables; v < variables + sizeof(variables) / sizeof(*variables); v++)

static const char **member(struct request *request, const struct variable *variable)
{
	return (const char **)((char *)request + variable->offset);
}

/* Stores one variable. Of several with the same name the first counts. */
static void read_variable(struct request *request, const char *pair)
{
	const char *equals = strchr(pair, '=');
	size_t length = equals ? (size_t)(equals - pair) : 0;

	for EACH_VARIABLE(variable)
		if (length == variable->length && !memcmp(pair, variable->name, length) && !*member(request, variable))
			*member(request, variable) = equals + 1;
}

static void read_variables(struct request *request)
{
	for (char **pair = request->gateway->variables; *pair; pair++)
		read_variable(request, *pair);
	for EACH_VARIABLE(variable)
		if (!*member(request, variable))
			*member(request, variable) = variable->otherwise;
}

static void read_method(struct request *request)
{
	request->received.method = OTHER_METHOD;
	for (size_t i = 0; i < METHODS; i++) {
		if (strcmp(methods[i].name, request->received.method_as_sent))
			continue;
		request->received.method = methods[i].method;
		request->received.head = methods[i].head;
	}
}

/* Removes `prefix` from the beginning of the path, if a segment ends there: false where it doesn't. */
static bool cut(char **path, const char *prefix)
{
	size_t length = strlen(prefix);

	if (strncmp(*path, prefix, length) || ((*path)[length] && (*path)[length] != '/'))
		return false;
	*path += length;
	return true;
}

/*
 * Takes the address as the client sent it, however the web server has mapped it to this program. It is never decoded, so a path with
 * escaped letters fits no route.
 */
static void read_address(struct request *request)
{
	char *uri = pool_text(request->pool, request->received.uri), *host = strstr(uri, "://"), *query, *end;

	if (*uri != '/')
		uri = host && strchr(host + 3, '/') ? strchr(host + 3, '/') : pool_text(request->pool, "/");
	query = strchr(uri, '?');
	if (query)
		*query++ = '\0';
	request->received.query = query ? query : "";
	cut(&uri, request_base());
	request->received.api = cut(&uri, "/api");
	end = uri + strlen(uri);
	if (end > uri + 1 && end[-1] == '/')
		end[-1] = '\0';
	request->received.path = *uri ? uri : "/";
}

static bool request_id_is_safe(const char *id)
{
	size_t length = strspn(id, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

	return length >= 1 && length <= 64 && !id[length];
}

static void read_request_id(struct request *request)
{
	char *made = pool_alloc(request->pool, 33);

	crypto_random_hex(made, 16);
	request->received.request_id = request_id_is_safe(request->received.request_id_as_sent) ? request->received.request_id_as_sent : made;
}

static void read_body(struct request *request)
{
	static char buffer[16384];
	size_t length, all = 0;

	request->received.body = text_in(request->pool);
	text_put(&request->received.body, "");
	if (request->received.method == GET)
		return;
	while ((length = request->gateway->read(request->gateway->connection, buffer, sizeof(buffer)))) {
		request->received.too_large |= request->received.body.length + length > BODY_MAX;
		if (!request->received.too_large)
			text_add(&request->received.body, buffer, length);
		all += length;
	}
	request->received.cut_off = all < strtoull(request->received.length_as_sent, NULL, 10);
}

void request_read(struct request *request, const struct gateway *gateway)
{
	request->gateway = gateway;
	request->began = moment_ticks();
	read_variables(request);
	read_method(request);
	read_address(request);
	read_request_id(request);
	log_trace_begin(&request->received.trace, request->received.traceparent);
	request->received.secure = !strcasecmp(request->received.https, "on") || text_begins(config.base_url, "https://");
	read_body(request);
}

/* True for a host, perhaps with a port, that only programs on this machine can reach. */
static bool is_loopback(const char *host)
{
	static const char *const names[] = { "localhost", "127.0.0.1", "[::1]", NULL };

	for (const char *const *name = names; *name; name++)
		if (text_begins(host, *name) && strchr(":/", host[strlen(*name)]))
			return true;
	return false;
}

const char *request_origin(const struct request *request)
{
	const char *host = strstr(config.base_url, "://");

	if (host && !(is_loopback(host + 3) && is_loopback(request->received.host)))
		return pool_copy(request->pool, config.base_url, strlen(config.base_url) - strlen(request_base()));
	return pool_print(request->pool, "%s://%s", request->received.secure ? "https" : "http", request->received.host);
}

const char *request_next_cookie(const struct request *request, const char *name, const char **rest)
{
	size_t length = strlen(name);

	while (**rest) {
		const char *pair = *rest + strspn(*rest, " \t"), *end = pair + strcspn(pair, ";"), *value = pair + length + 1;

		*rest = end + (*end == ';');
		if (!strncmp(pair, name, length) && pair[length] == '=')
			return text_trim(pool_copy(request->pool, value, (size_t)(end - value)));
	}
	return NULL;
}
