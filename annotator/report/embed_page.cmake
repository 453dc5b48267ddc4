# cmake -DHTML=... -DSTYLES=a;b -DSCRIPTS=a;b -DFUNCTION=... -DOUTPUT=... -P embed_page.cmake
#
# Puts the styles and the scripts into the page, writes their hashes into its content security
# policy, so that nothing else on it can ever run, and writes the result as a C++ source with the
# function that returns it.

# The base64 form of a SHA-256 digest, as content security policies want it.
function(sha256_base64 text result)
  string(SHA256 hex "${text}")
  set(alphabet "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
  set(encoded "")
  # 32 bytes are ten groups of three and one of two, which is padded with a zero byte and "=".
  string(APPEND hex "00")
  foreach(group RANGE 10)
    math(EXPR begin "${group} * 6")
    string(SUBSTRING "${hex}" ${begin} 6 digits)
    foreach(shift 18 12 6 0)
      math(EXPR index "(0x${digits} >> ${shift}) & 63")
      string(SUBSTRING "${alphabet}" ${index} 1 letter)
      string(APPEND encoded "${letter}")
    endforeach()
  endforeach()
  string(SUBSTRING "${encoded}" 0 43 encoded)
  set(${result} "${encoded}=" PARENT_SCOPE)
endfunction()

function(read_all files result)
  set(all "")
  foreach(file IN LISTS files)
    file(READ "${file}" content)
    string(APPEND all "${content}\n")
  endforeach()
  set(${result} "${all}" PARENT_SCOPE)
endfunction()

file(READ "${HTML}" page)
read_all("${STYLES}" style)
read_all("${SCRIPTS}" script)
foreach(text style script)
  string(FIND "${${text}}" "</${text}" closing)
  string(FIND "${${text}}" "<!--" comment)
  string(FIND "${${text}}" "\r" carriage_return)
  if(NOT closing EQUAL -1 OR NOT comment EQUAL -1 OR NOT carriage_return EQUAL -1)
    message(FATAL_ERROR "the ${text} of the report holds </${text}, <!-- or a carriage return")
  endif()
endforeach()

sha256_base64("${style}" style_hash)
sha256_base64("${script}" script_hash)
string(REPLACE "@STYLE_HASH@" "${style_hash}" page "${page}")
string(REPLACE "@SCRIPT_HASH@" "${script_hash}" page "${page}")
string(REPLACE "@STYLE@" "${style}" page "${page}")
string(REPLACE "@SCRIPT@" "${script}" page "${page}")

file(WRITE "${OUTPUT}.html" "${page}")
file(READ "${OUTPUT}.html" bytes HEX)
string(REGEX REPLACE "(..)" "0x\\1," bytes "${bytes}")
file(WRITE "${OUTPUT}" "#include \"annotator/report/page_template.h\"

namespace assay::report {
namespace {

constexpr unsigned char kPage[] = {${bytes}};

}  // namespace

std::string_view ${FUNCTION}() { return {reinterpret_cast<const char*>(kPage), sizeof(kPage)}; }

}  // namespace assay::report
")
