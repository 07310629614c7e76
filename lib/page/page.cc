#include "page/page.h"

#include <cstdlib>
#include <cstring>
#include <string>

/*
 * ctemplate's header registers an empty text before main(), in each file that includes it. By the header's own word nothing depends on
 * that. With this type, which its name finds first, nothing runs at the start of a program that may never show a page.
 */
namespace ctemplate::ctemplate_sts_init::ctemplate {
struct StaticTemplateStringInitializer {
	explicit constexpr StaticTemplateStringInitializer(const void *) {}
};
} // namespace ctemplate::ctemplate_sts_init::ctemplate

#include <ctemplate/template.h>

using ctemplate::TemplateDictionary;

namespace {

TemplateDictionary *dictionary(struct page *page)
{
	return reinterpret_cast<TemplateDictionary *>(page);
}

struct page *wrapped(TemplateDictionary *dictionary)
{
	return reinterpret_cast<struct page *>(dictionary);
}

} // namespace

void page_directory(const char *directory)
try {
	ctemplate::Template::SetTemplateRootDirectory(directory);
} catch (...) {
}

struct page *page_new(void)
try {
	return wrapped(new TemplateDictionary("page"));
} catch (...) {
	return nullptr;
}

void page_free(struct page *page)
{
	delete dictionary(page);
}

void page_set(struct page *page, const char *name, const char *value)
try {
	dictionary(page)->SetValue(name, value);
} catch (...) {
}

void page_set_everywhere(struct page *page, const char *name, const char *value)
try {
	dictionary(page)->SetTemplateGlobalValue(name, value);
} catch (...) {
}

struct page *page_section(struct page *page, const char *name)
try {
	return wrapped(dictionary(page)->AddSectionDictionary(name));
} catch (...) {
	return nullptr;
}

void page_show_everywhere(struct page *page, const char *name)
try {
	dictionary(page)->ShowTemplateGlobalSection(name);
} catch (...) {
}

struct page *page_include(struct page *page, const char *name, const char *template_file)
try {
	TemplateDictionary *included = dictionary(page)->AddIncludeDictionary(name);

	included->SetFilename(template_file);
	return wrapped(included);
} catch (...) {
	return nullptr;
}

char *page_expand(const struct page *page, const char *template_file, size_t *length)
try {
	const TemplateDictionary *from = reinterpret_cast<const TemplateDictionary *>(page);
	std::string out;
	char *bytes;

	if (!ctemplate::ExpandTemplate(template_file, ctemplate::STRIP_BLANK_LINES, from, &out))
		return nullptr;
	bytes = static_cast<char *>(std::malloc(out.size() + 1));
	if (!bytes)
		return nullptr;
	std::memcpy(bytes, out.c_str(), out.size() + 1);
	*length = out.size();
	return bytes;
} catch (...) {
	return nullptr;
}

void page_release(char *bytes)
{
	std::free(bytes);
}
