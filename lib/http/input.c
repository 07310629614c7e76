#include "http/input.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/config.h"
#include "base/money.h"
#include "base/pool.h"
#include "http/input_problem.h"
#include "http/input_unicode.h"
#include "http/pairs.h"

#define DEPTH_MAX 32
#define OVERFLOWS_MAX 8

static const char *wanted_type(const struct request *request)
{
	return request->received.api ? "application/json" : "application/x-www-form-urlencoded";
}

bool input_type_fits(const struct request *request)
{
	size_t length = strcspn(request->received.type, "; \t");
	enum method method = request->received.method;

	return method == GET || method == DELETE || (!request->received.body.length && !request->received.too_large) ||
	       (length == strlen(wanted_type(request)) && !strncasecmp(request->received.type, wanted_type(request), length));
}

/* Overwrites the number that ends at `position` with null: a number that no field can hold is then an invalid value of its field. */
static bool blank_number(char *body, int position)
{
	char *end = body + position, *start = end;

	while (start > body && strchr("+-.eE0123456789", start[-1]))
		start--;
	if (end - start < 4)
		return false;
	memset(start, ' ', (size_t)(end - start));
	memcpy(start, "null", 4);
	return true;
}

static json_t *parse(char *body, size_t length)
{
	json_error_t error;
	json_t *json = NULL;

	for (int i = 0; i < OVERFLOWS_MAX && !json; i++) {
		json = json_loadb(body, length, JSON_REJECT_DUPLICATES, &error);
		if (!json && (json_error_code(&error) != json_error_numeric_overflow || !blank_number(body, error.position)))
			return NULL;
	}
	return json;
}

/* True if arrays and objects are nested no deeper than DEPTH_MAX. Asked before the parser runs, since the parser is recursive. */
static bool is_shallow(const char *body)
{
	bool in_string = false;
	int depth = 0;

	for (; *body && depth <= DEPTH_MAX; body++) {
		if (in_string && *body == '\\' && body[1])
			body++;
		else if (*body == '"')
			in_string = !in_string;
		else if (!in_string)
			depth += (*body == '{' || *body == '[') - (*body == '}' || *body == ']');
	}
	return depth <= DEPTH_MAX;
}

static bool is_ascii(const char *text)
{
	while (*text && !(*text & 0x80))
		text++;
	return !*text;
}

/* What was sent may have texts beyond ASCII if it has such bytes or anything that is escaped. */
static json_t *normalized(json_t *json, const char *sent)
{
	if (json && (!is_ascii(sent) || strpbrk(sent, "%\\")))
		input_unicode_normalize(json);
	return json;
}

static const struct outcome *read_json(struct request *request)
{
	char *copy = pool_copy(request->pool, request->received.body.bytes, request->received.body.length);
	json_t *json;

	if (!text_is_utf8(copy, request->received.body.length) || !is_shallow(copy))
		return MALFORMED;
	json = parse(copy, request->received.body.length);
	if (!json_is_object(json))
		return MALFORMED;
	request->input.body = normalized(json, request->received.body.bytes);
	return DONE;
}

static const struct outcome *read_form(struct request *request)
{
	if (memchr(request->received.body.bytes, '\0', request->received.body.length))
		return MALFORMED;
	request->input.body = normalized(pairs_read(request->pool, request->received.body.bytes, true), request->received.body.bytes);
	return request->input.body ? DONE : MALFORMED;
}

const struct outcome *input_read(struct request *request)
{
	request->input.body = json_object();
	if (!request->received.body.length || request->received.method == DELETE)
		return DONE;
	return request->received.api ? read_json(request) : read_form(request);
}

static json_t *only_cacheable(json_t *query)
{
	static const char *const names[] = { INPUT_CACHEABLE };
	json_t *kept = json_object();

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (json_object_get(query, names[i]))
			json_object_set(kept, names[i], json_object_get(query, names[i]));
	return kept;
}

void input_read_query(struct request *request)
{
	json_t *query = *request->received.query ? pairs_read(request->pool, request->received.query, false) : json_object();
	bool cacheable = request->match.route && (request->match.route->flags & CACHEABLE) && !request->visitor.signed_in;

	request->input.query = normalized(cacheable ? only_cacheable(query) : query, request->received.query);
}

void input_read_key(struct request *request)
{
	const char *sent = request->received.api ? request->received.key_as_sent : input_raw(request, "idempotency_key");

	request->input.key = (request->match.route->flags & CREATES) && sent && (*sent || request->received.api) ? sent : NULL;
}

void input_error(struct request *request, const char *field, const char *message)
{
	if (request->input.error_count < ERRORS_MAX)
		request->input.errors[request->input.error_count++] = (struct error){ message, field };
}

bool input_failed(const struct request *request)
{
	return request->input.error_count > 0;
}

void input_forget_errors(struct request *request)
{
	request->input.error_count = 0;
}

const char *input_raw(const struct request *request, const char *name)
{
	const char *value = json_string_value(json_object_get(request->input.body, name));

	return value ? value : "";
}

const char *input_query_text(const struct request *request, const char *name)
{
	const char *value = json_string_value(json_object_get(request->input.query, name));

	return value ? value : "";
}

static bool has_controls(const char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text < ' ' || *text == 0x7f)
			return true;
	return false;
}

const char *input_text(struct request *request, const char *name, size_t min, size_t max, const char *message)
{
	const char *value = text_trim(pool_text(request->pool, input_raw(request, name)));
	size_t length = text_characters(value);
	bool visible = !min || is_ascii(value) || input_unicode_is_visible(value);

	if (visible && length >= min && length <= max && !has_controls(value))
		return value;
	if (!request->received.api)
		message = input_problem_text(request->pool, name, value, max, message);
	input_error(request, name, message);
	return NULL;
}

static bool money_from_json(const json_t *value, int64_t *minor)
{
	if (json_is_string(value))
		return money_from_text(json_string_value(value), minor);
	return json_is_number(value) && money_from_double(json_number_value(value), minor);
}

int64_t input_money(struct request *request, const char *name, const char *message)
{
	const char *typed = request->received.api ? NULL : input_raw(request, name);
	int64_t minor = 0;
	bool read = typed ? money_from_typed(typed, config.currency, &minor)
	                  : money_from_json(json_object_get(request->input.body, name), &minor);

	if (!read || !money_fits(minor, config.currency))
		input_error(request, name, typed ? input_problem_money(request->pool, name, typed) : message);
	return minor;
}

static bool number_from_json(const json_t *value, int64_t *number)
{
	const char *text = json_string_value(value);
	char *end;

	if (json_is_real(value) && fabs(json_real_value(value)) < 1e15 && floor(json_real_value(value)) == json_real_value(value))
		return *number = (int64_t)json_real_value(value), true;
	if (!text)
		return *number = json_integer_value(value), json_is_integer(value);
	errno = 0;
	*number = strtoll(text, &end, 10);
	return !errno && end != text && !end[strspn(end, " \t")];
}

bool input_count_from_json(const json_t *value, int64_t min, int64_t max, int64_t *count)
{
	int64_t number;

	if (!number_from_json(value, &number) || number < min || number > max)
		return false;
	*count = number;
	return true;
}

static bool left_out(const struct request *request, const json_t *value)
{
	return !value || (!request->received.api && json_is_string(value) && !json_string_length(value));
}

int64_t input_count(struct request *request, const char *name, int64_t min, int64_t max, int64_t otherwise,
                    const char *message)
{
	const json_t *value = json_object_get(request->input.body, name);
	int64_t count = otherwise;

	if (left_out(request, value) || input_count_from_json(value, min, max, &count))
		return count;
	if (!request->received.api)
		message = input_problem_count(request->pool, name, input_raw(request, name), message);
	input_error(request, name, message);
	return count;
}

static int64_t asked(struct request *request, const char *name, int64_t min, int64_t max, int64_t otherwise,
                     const char *message)
{
	const json_t *value = json_object_get(request->input.query, name);
	int64_t count = otherwise;

	if (value && !input_count_from_json(value, min, max, &count))
		input_error(request, name, message);
	return count;
}

int64_t input_query_count(struct request *request, const char *name, int64_t max, int64_t otherwise, const char *message)
{
	return asked(request, name, 1, max, otherwise, message);
}

int64_t input_query_number(struct request *request, const char *name, int64_t max, int64_t otherwise, const char *message)
{
	return asked(request, name, 0, max, otherwise, message);
}

const char *input_query_id(struct request *request, const char *name, const char *message)
{
	const char *value = input_query_text(request, name);

	if (!*value)
		return NULL;
	if (id_valid(value))
		return value;
	input_error(request, name, message);
	return NULL;
}
