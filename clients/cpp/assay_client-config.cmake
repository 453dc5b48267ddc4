# The C++ client library of Assay: target assay::client.
include(CMakeFindDependencyMacro)
find_dependency(Threads)
find_dependency(Protobuf)
find_dependency(gRPC CONFIG)
find_dependency(absl CONFIG)

if(NOT TARGET assay::client)
  # <prefix>/<lib>/cmake/assay_client holds this file; <lib> may have more than one part.
  set(_assay_prefix "${CMAKE_CURRENT_LIST_DIR}")
  while(NOT EXISTS "${_assay_prefix}/include/assay/client/client.h" AND NOT _assay_prefix STREQUAL "/")
    get_filename_component(_assay_prefix "${_assay_prefix}" DIRECTORY)
  endwhile()
  add_library(assay::client STATIC IMPORTED)
  set_target_properties(assay::client PROPERTIES
    IMPORTED_LOCATION "${CMAKE_CURRENT_LIST_DIR}/../../libassay_client.a"
    INTERFACE_COMPILE_FEATURES cxx_std_20
    INTERFACE_INCLUDE_DIRECTORIES "${_assay_prefix}/include"
    INTERFACE_LINK_LIBRARIES
      "gRPC::grpc++;protobuf::libprotobuf;absl::status;absl::statusor;absl::strings;absl::flat_hash_map;Threads::Threads")
  unset(_assay_prefix)
endif()
