<#
.SYNOPSIS
    Builds, tests or cleans NovaPS.
.DESCRIPTION
    A short way to the dotnet commands, for people with PowerShell; without it, dotnet build and dotnet test do the same.
    Build lays out the module in out/NovaPS. Test builds, runs the .NET tests and then, in a fresh process, the Pester
    tests, which show what only a real PowerShell shows. Clean removes what was built.
.PARAMETER Task
    Build (the default), Test or Clean.
.PARAMETER Configuration
    Debug (the default) or Release.
.EXAMPLE
    ./build.ps1
    Import-Module ./out/NovaPS

    Builds the module and imports it.
.EXAMPLE
    ./build.ps1 Test -Configuration Release
#>
[CmdletBinding()]
param(
    [Parameter(Position = 0)]
    [ValidateSet('Build', 'Test', 'Clean')]
    [string] $Task = 'Build',

    [ValidateSet('Debug', 'Release')]
    [string] $Configuration = 'Debug'
)

function Invoke-DotNet {
    & dotnet @args
    if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }
}

$solution = Join-Path $PSScriptRoot 'NovaPS.sln'
switch ($Task) {
    'Build' { Invoke-DotNet build $solution --configuration $Configuration }
    'Clean' { Invoke-DotNet clean $solution --configuration $Configuration }
    'Test' {
        Invoke-DotNet test $solution --configuration $Configuration
        if (-not (Get-Module Pester -ListAvailable | Where-Object { $_.Version.Major -ge 5 })) {
            'Pester tests left out: Pester 5 is not installed (Install-Module Pester -MinimumVersion 5.0).'
            exit 0
        }
        # A fresh process: an assembly that this session has loaded can be neither built anew nor loaded again.
        $shell = if ($PSVersionTable.PSEdition -eq 'Core') { 'pwsh' } else { 'powershell' }
        # The examples that ship are tests, too.
        $tests = 'tests/Pester', 'out/NovaPS/Examples' | ForEach-Object { "'" + (Join-Path $PSScriptRoot $_).Replace("'", "''") + "'" }
        $run = @"
Import-Module Pester -MinimumVersion 5.0
`$settings = New-PesterConfiguration
`$settings.Run.Path = $($tests -join ', ')
`$settings.Run.Exit = `$true
Invoke-Pester -Configuration `$settings
"@
        & $shell -NoProfile -NonInteractive -Command $run
        exit $LASTEXITCODE
    }
}
