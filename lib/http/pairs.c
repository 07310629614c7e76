#include "http/pairs.h"

#include <string.h>

#include "base/pool.h"

static int hex_digit(char digit)
{
	static const char DIGITS[] = "0123456789abcdefABCDEF";
	const char *found = digit ? strchr(DIGITS, digit) : NULL;
	int value = found ? (int)(found - DIGITS) : -1;

	return value < 16 ? value : value - 6;
}

/* Decodes a name or a value in place; false for a malformed escape, for a NUL, and for what isn't UTF-8. */
static bool decode(char *text)
{
	char *out = text, *start = text;

	for (; *text; text++) {
		if (*text == '+') {
			*out++ = ' ';
		} else if (*text != '%') {
			*out++ = *text;
		} else {
			int high = hex_digit(text[1]), low = high < 0 ? -1 : hex_digit(text[2]);

			if (low < 0 || high + low == 0)
				return false;
			*out++ = (char)(high * 16 + low);
			text += 2;
		}
	}
	*out = '\0';
	return text_is_utf8(start, (size_t)(out - start));
}

/* Adds a pair `name=value`. False if the pair is malformed, or if its name occurred before. */
static bool add_pair(json_t *object, char *pair)
{
	char *value = strchr(pair, '=');

	if (value)
		*value++ = '\0';
	else
		value = pair + strlen(pair);
	if (!decode(pair) || !decode(value) || json_object_get(object, pair))
		return false;
	return !json_object_set_new(object, pair, json_string(value));
}

json_t *pairs_read(void *pool, const char *text, bool strict)
{
	char *rest = pool_text(pool, text), *pair;
	json_t *object = json_object();

	while ((pair = strsep(&rest, "&")))
		if (*pair && !add_pair(object, pair) && strict)
			return NULL;
	return object;
}

void pairs_put(struct text *address, const json_t *pairs)
{
	const char *name, *between = "?";
	json_t *value;

	json_object_foreach((json_t *)pairs, name, value) {
		if (!json_is_string(value))
			continue;
		text_put(address, between);
		text_url(address, name);
		text_put(address, "=");
		text_url(address, json_string_value(value));
		between = "&";
	}
}
