/*
 * A C interface to the C++ library ctemplate. A page is a dictionary of ctemplate: values by the names of markers. The templates escape
 * values by context (HTML, attribute, URL), so nothing is escaped here. Dictionaries of sections and includes belong to their page. No
 * function here raises a fault, which would jump over frames of C++: those that can fail return NULL.
 */
#ifndef PAGE_PAGE_H
#define PAGE_PAGE_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

struct page;

/* Sets the folder of the templates. Called once, before any page is made. */
void page_directory(const char *directory);

/* An empty page, which page_free() frees. NULL if there is no memory. */
struct page *page_new(void);
void page_free(struct page *page);

/* Sets the marker {{name}}: in this dictionary, or with page_set_everywhere() in every template of the page. The value is copied. */
void page_set(struct page *page, const char *name, const char *value);
void page_set_everywhere(struct page *page, const char *name, const char *value);

/* Shows the section {{#name}}…{{/name}} once more. Returns the dictionary of this showing. */
struct page *page_section(struct page *page, const char *name);

/* Shows the section {{#name}}…{{/name}} once, in every template of the page. */
void page_show_everywhere(struct page *page, const char *name);

/* Includes this template at {{>name}}. Returns the dictionary of the included template. */
struct page *page_include(struct page *page, const char *name, const char *template_file);

/*
 * Expands the template with the page's values. Returns the bytes, which page_release() frees, and their number in `*length`. NULL if a
 * template is missing or has an error; ctemplate has then named the template on standard error.
 */
char *page_expand(const struct page *page, const char *template_file, size_t *length);
void page_release(char *bytes);

#ifdef __cplusplus
}
#endif

#endif
