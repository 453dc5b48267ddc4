#ifndef ASSAY_CLIENTS_CLI_COMMAND_LINE_H_
#define ASSAY_CLIENTS_CLI_COMMAND_LINE_H_

namespace assay::cli {

// Reads the command line, runs the command and returns the exit code (see ExitCode).
int RunCommandLine(int argc, char** argv);

}  // namespace assay::cli

#endif  // ASSAY_CLIENTS_CLI_COMMAND_LINE_H_
