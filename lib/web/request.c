#include "web/request.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/config.h"
#include "base/moment.h"
#include "base/pool.h"

static const struct { const char *name; enum method method; bool head; } methods[] = {
	{ "GET", GET, false }, { "HEAD", GET, true }, { "POST", POST, false }, { "PUT", PUT, false }, { "DELETE", DELETE, false },
};

#define METHODS (sizeof(methods) / sizeof(methods[0]))

const char *method_name(enum method method)
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

#define VARIABLE(name, member, otherwise) { name, sizeof(name) - 1, offsetof(struct request, member), otherwise }

/* What is read of what the server says, where it belongs, and what stands there without it. */
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
	VARIABLE("HTTP_IDEMPOTENCY_KEY", key, NULL),
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

/* The first of a name counts. */
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
	request->method = OTHER_METHOD;
	for (size_t i = 0; i < METHODS; i++) {
		if (strcmp(methods[i].name, request->method_as_sent))
			continue;
		request->method = methods[i].method;
		request->head = methods[i].head;
	}
}

/* Cuts `prefix` off the path if a segment ends there. */
static bool cut(char **path, const char *prefix)
{
	size_t length = strlen(prefix);

	if (strncmp(*path, prefix, length) || ((*path)[length] && (*path)[length] != '/'))
		return false;
	*path += length;
	return true;
}

/* The address as the client sent it, whatever way the server has mapped it: never decoded, so an escaped octet fits no route. */
static void read_address(struct request *request)
{
	char *uri = pool_text(request->pool, request->uri), *host = strstr(uri, "://"), *query, *end;

	if (*uri != '/')
		uri = host && strchr(host + 3, '/') ? strchr(host + 3, '/') : pool_text(request->pool, "/");
	query = strchr(uri, '?');
	if (query)
		*query++ = '\0';
	request->query = query ? query : "";
	cut(&uri, request_base());
	request->api = cut(&uri, "/api");
	end = uri + strlen(uri);
	if (end > uri + 1 && end[-1] == '/')
		end[-1] = '\0';
	request->path = *uri ? uri : "/";
}

static bool request_id_is_safe(const char *id)
{
	size_t length = strspn(id, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

	return length >= 1 && length <= 64 && !id[length];
}

static void read_request_id(struct request *request)
{
	char *made = pool_alloc(request->pool, 33);

	id_random(made, 16);
	request->request_id = request_id_is_safe(request->request_id_as_sent) ? request->request_id_as_sent : made;
}

static void read_body(struct request *request)
{
	static char buffer[16384];
	size_t length, all = 0;

	request->body = text_in(request->pool);
	text_put(&request->body, "");
	if (request->method == GET)
		return;
	while ((length = request->gateway->read(request->gateway->connection, buffer, sizeof(buffer)))) {
		request->too_large |= request->body.length + length > BODY_MOST;
		if (!request->too_large)
			text_add(&request->body, buffer, length);
		all += length;
	}
	request->cut_off = all < strtoull(request->length_as_sent, NULL, 10);
}

void request_read(struct request *request, const struct gateway *gateway)
{
	request->gateway = gateway;
	request->began = moment_ticks();
	read_variables(request);
	read_method(request);
	read_address(request);
	read_request_id(request);
	trace_begin(&request->trace, request->traceparent);
	request->secure = !strcasecmp(request->https, "on");
	request->id = request->n = "";
	read_body(request);
}

const char *request_origin(const struct request *request)
{
	return pool_print(request->pool, "%s://%s", request->secure ? "https" : "http", request->host);
}

const char *request_cookie(const struct request *request, const char *name)
{
	char *rest = pool_text(request->pool, request->cookies), *pair;
	const char *found = NULL;
	size_t length = strlen(name), count = 0;

	while ((pair = strsep(&rest, ";"))) {
		pair = text_trim(pair);
		if (strncmp(pair, name, length) || pair[length] != '=')
			continue;
		found = pair + length + 1;
		count++;
	}
	return count == 1 ? found : NULL;
}
