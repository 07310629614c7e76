/*
 * Pages by Google's ctemplate, behind C. A page is a dictionary; markers have the names of fields. Templates escape by
 * context: nothing here needs to. Memory: a page belongs to the pool it was made in. No function here raises a fault
 * (C++ is on the stack); those that can fail say so.
 */
#ifndef PAGE_PAGE_H
#define PAGE_PAGE_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

struct page;

/* Where the templates are. Once, before any page. */
void page_directory(const char *directory);

/* An empty dictionary; free with page_free(). NULL if there is no memory. */
struct page *page_new(void);
void page_free(struct page *page);

/* {{name}}, in this dictionary or, with page_set_everywhere(), in every template of the page. */
void page_set(struct page *page, const char *name, const char *value);
void page_set_everywhere(struct page *page, const char *name, const char *value);

/* {{#name}}…{{/name}}: shown once more, with a dictionary of its own. */
struct page *page_section(struct page *page, const char *name);

/* {{#name}}…{{/name}} in every template of the page: shown once. */
void page_show_everywhere(struct page *page, const char *name);

/* {{>name}}: this template, with a dictionary of its own. */
struct page *page_include(struct page *page, const char *name, const char *template_file);

/*
 * The page by this template. NULL if a template is missing or broken (ctemplate has then said which on standard error).
 * Free with page_release().
 */
char *page_expand(const struct page *page, const char *template_file, size_t *length);
void page_release(char *bytes);

#ifdef __cplusplus
}
#endif

#endif
