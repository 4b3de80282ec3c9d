<#
.SYNOPSIS
    Runs the PowerShell that runs the tests in another process, and returns its exit code and all of its output as text.
#>
$process = Get-Process -Id $PID
$arguments = @('-NoProfile', '-NonInteractive') + $args
# The process of the .NET tool is dotnet.
if ($process.ProcessName -eq 'dotnet') { $arguments = @("$PSHOME/pwsh.dll") + $arguments }
$output = & $process.Path @arguments 2>&1 | Out-String
[pscustomobject]@{ Output = $output.Trim(); ExitCode = $LASTEXITCODE }
