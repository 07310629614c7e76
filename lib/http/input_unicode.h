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

/*
 * True if it is text alone. Not so are control characters and the ends of lines and paragraphs, what has no meaning between programs
 * (noncharacters, annotations), and what turns the direction of whatever follows: embeddings, overrides and isolates show a title in
 * another order than it has, also the words beside it. The marks that settle a single neighbour's direction (U+200E, U+200F, U+061C) are
 * typed by people who write from right to left, and do no such harm.
 */
bool input_unicode_is_plain(const char *text);

#endif
