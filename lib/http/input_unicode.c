#include "http/input_unicode.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unictype.h>
#include <uninorm.h>
#include <unistr.h>

#include "base/fault.h"

#define BRAILLE_BLANK 0x2800 /* a symbol by its category, of no dots */

static void normalize_text(json_t *string)
{
	const uint8_t *text = (const uint8_t *)json_string_value(string);
	size_t length = json_string_length(string);
	uint8_t *normal;

	if (!length)
		return;
	normal = u8_normalize(UNINORM_NFC, text, length, NULL, &length);
	if (!normal)
		fault(FAULT_BUG, "a text can't be normalized");
	json_string_setn_nocheck(string, (const char *)normal, length);
	free(normal);
}

void input_unicode_normalize(json_t *json)
{
	const char *name;
	json_t *value;
	size_t i;

	if (json_is_string(json))
		normalize_text(json);
	json_object_foreach(json, name, value) {
		input_unicode_normalize(value);
	}
	json_array_foreach(json, i, value) {
		input_unicode_normalize(value);
	}
}

static bool is_visible(ucs4_t character)
{
	return uc_is_general_category_withtable(character, UC_CATEGORY_MASK_L | UC_CATEGORY_MASK_N | UC_CATEGORY_MASK_P | UC_CATEGORY_MASK_S) &&
	       !uc_is_property_default_ignorable_code_point(character) && character != BRAILLE_BLANK;
}

bool input_unicode_is_visible(const char *text)
{
	const uint8_t *at = (const uint8_t *)text;
	ucs4_t character;

	while ((at = u8_next(&character, at)))
		if (is_visible(character))
			return true;
	return false;
}
