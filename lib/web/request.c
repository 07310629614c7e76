#include "web/request.h"

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

static const char *variable(const struct request *request, const char *name)
{
	const char *value = request->gateway->variable(name);

	return value ? value : "";
}

static void read_method(struct request *request)
{
	const char *name = variable(request, "REQUEST_METHOD");

	request->method = OTHER_METHOD;
	for (size_t i = 0; i < METHODS; i++) {
		if (strcmp(methods[i].name, name))
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
	const char *given = variable(request, "HTTP_X_REQUEST_ID");
	char *made = pool_alloc(request->pool, 33);

	id_random(made, 16);
	request->request_id = request_id_is_safe(given) ? given : made;
}

static void read_body(struct request *request)
{
	static char buffer[16384];
	size_t length;

	request->body = text_in(request->pool);
	text_put(&request->body, "");
	if (request->method == GET)
		return;
	while ((length = request->gateway->read(buffer, sizeof(buffer)))) {
		request->too_large |= request->body.length + length > BODY_MOST;
		if (!request->too_large)
			text_add(&request->body, buffer, length);
	}
}

void request_read(struct request *request, const struct gateway *gateway)
{
	request->gateway = gateway;
	request->began = moment_ticks();
	request->uri = variable(request, "REQUEST_URI");
	read_method(request);
	read_address(request);
	read_request_id(request);
	trace_begin(&request->trace, variable(request, "HTTP_TRACEPARENT"));
	request->secure = !strcasecmp(variable(request, "HTTPS"), "on");
	request->if_none_match = variable(request, "HTTP_IF_NONE_MATCH");
	request->host = variable(request, "HTTP_HOST");
	request->address = variable(request, "REMOTE_ADDR");
	request->type = variable(request, "CONTENT_TYPE");
	request->origin = variable(request, "HTTP_ORIGIN");
	request->fetch_site = variable(request, "HTTP_SEC_FETCH_SITE");
	request->cookies = variable(request, "HTTP_COOKIE");
	request->key = gateway->variable("HTTP_IDEMPOTENCY_KEY");
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
