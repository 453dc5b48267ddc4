#include "annotator/http/static_pages.h"

namespace assay::http {

std::span<const StaticPage> CompiledPages() { return {}; }

}  // namespace assay::http
