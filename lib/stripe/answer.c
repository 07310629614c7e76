#include "stripe/answer.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#include "base/log.h"
#include "base/pool.h"
#include "base/text.h"

const char *stripe_text(const json_t *object, const char *name)
{
	return json_string_value(json_object_get(object, name));
}

const char *stripe_answer_error(const struct stripe_answer *answer, const char *name)
{
	return stripe_text(json_object_get(answer->json, "error"), name);
}

static bool has_digits(const char *word, size_t length)
{
	size_t row = 0;

	for (size_t i = 0; i < length && row < 4; i++)
		row = isdigit((unsigned char)word[i]) ? row + 1 : 0;
	return row == 4;
}

static bool is_secret(const char *word, size_t length)
{
	return text_begins(word, "sk_") || text_begins(word, "rk_") || text_begins(word, "whsec_") || has_digits(word, length);
}

/* The length of the word, or of all that is quoted from here on. */
static size_t length_of_part(const char *at, bool *quoted)
{
	const char *end = *at == '\'' || *at == '"' ? strchr(at + 1, *at) : NULL;

	*quoted = *at == '\'' || *at == '"';
	if (*quoted)
		return end ? (size_t)(end + 1 - at) : strlen(at);
	return strcspn(at, " ");
}

const char *stripe_answer_safe(void *pool, const char *message)
{
	struct text safe = text_in(pool);
	size_t length;
	bool quoted;

	text_put(&safe, "");
	for (const char *at = message; *at; at += length) {
		length = length_of_part(at, &quoted);
		if (quoted || is_secret(at, length))
			text_put(&safe, "...");
		else
			text_add(&safe, at, length ? length : 1);
		length += !length;
	}
	return safe.bytes;
}

static void put(struct text *line, const char *name, const char *value)
{
	text_print(line, " %s=", name);
	text_log(line, value ? value : "-");
}

void stripe_answer_log(const char *method, const char *path, const struct stripe_answer *answer)
{
	void *pool = pool_open(NULL);
	struct text line = text_in(pool);
	const char *message = stripe_answer_error(answer, "message");

	text_print(&line, "message=\"the provider refuses %s %.*s\" provider=stripe status=%d", method, (int)strcspn(path, "?"), path,
	           answer->status);
	put(&line, "code", stripe_answer_error(answer, "code"));
	put(&line, "said", message ? stripe_answer_safe(pool, message) : NULL);
	put(&line, "provider_request", answer->request_id);
	text_print(&line, " request=%s", log_origin_request() ? log_origin_request() : "-");
	log_line(answer->status == 402 ? "info" : "warning", &line);
	pool_close(pool);
}
