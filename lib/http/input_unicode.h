/* Text beyond ASCII as it enters: the same letters are the same bytes, and what nobody can see is no text. */
#ifndef HTTP_INPUT_UNICODE_H
#define HTTP_INPUT_UNICODE_H

#include <jansson.h>
#include <stdbool.h>

/*
 * Brings every text within, of objects and arrays too, into the form NFC (UAX 15): an é typed as e and an accent becomes one character, as
 * most keyboards write it. Titles, searches and passwords are compared as bytes or characters, so they must all be in one form.
 */
void input_unicode_normalize(json_t *json);

/* True if something of it can be seen: a letter, a digit, punctuation or a symbol, and not only blanks and invisible controls. */
bool input_unicode_is_visible(const char *text);

#endif
