#include "clients/cli/command_line.h"

int main(int argc, char** argv) { return assay::cli::RunCommandLine(argc, argv); }
