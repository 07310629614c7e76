#include "http/input_problem.h"

#include <ctype.h>
#include <stdint.h>
#include <string.h>

#include "base/config.h"
#include "base/money.h"
#include "base/pool.h"
#include "base/text.h"
#include "http/input_unicode.h"

/* "price" as a sentence begins with it. */
static const char *noun(void *pool, const char *name)
{
	char *word = pool_text(pool, name);

	*word = (char)toupper((unsigned char)*word);
	return word;
}

const char *input_problem_text(void *pool, const char *name, const char *typed, size_t max, const char *missing)
{
	size_t length = text_characters(typed);

	if (!*typed)
		return missing;
	if (length > max)
		return pool_print(pool, "%s is too long: it has %zu characters, and %zu fit", noun(pool, name), length, max);
	if (!input_unicode_is_visible(typed))
		return pool_print(pool, "%s has nothing that can be seen", noun(pool, name));
	return pool_print(pool, "%s has characters that can't be shown", noun(pool, name));
}

const char *input_problem_money(void *pool, const char *name, const char *typed)
{
	const char *what = noun(pool, name), *at = text_trim(pool_text(pool, typed));
	size_t digits = strspn(at, "0123456789");
	int64_t minor;

	if (!*at)
		return pool_print(pool, "%s is missing: 0 makes it free", what);
	if (money_from_typed(at, config.currency, &minor))
		return pool_print(pool, "%s must be whole: %s has no smaller unit", what, config.currency);
	if (*at == '-')
		return pool_print(pool, "%s can't be below 0", what);
	if (at[strspn(at, "0123456789.,")] || !digits)
		return pool_print(pool, "%s must be a number, such as 12.50", what);
	if (digits > 9)
		return pool_print(pool, "%s can be 999,999,999.99 at most", what);
	if (at[digits] == ',')
		return pool_print(pool, "%s %.40s can be read in two ways: please write it without the comma", what, at);
	return pool_print(pool, "%s can have two decimals at most", what);
}

const char *input_problem_count(void *pool, const char *name, const char *typed, const char *limits)
{
	const char *at = text_trim(pool_text(pool, typed)), *digits = at + (*at == '-');

	if (*digits && !digits[strspn(digits, "0123456789")])
		return limits;
	return pool_print(pool, "%s must be a whole number, such as 3", noun(pool, name));
}
