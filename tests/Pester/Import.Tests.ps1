#Requires -Module @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }
# The import of the module in a new process.

BeforeAll {
    $root = (Resolve-Path "$PSScriptRoot/../..").Path

    function Invoke-Fresh([string] $Script) {
        & "$PSScriptRoot/Invoke-PowerShell.ps1" -Command $Script
    }
}

Describe 'Import-Module' {
    It 'imports <_> with all commands and without output' -ForEach 'NovaPS.psd1', 'out/NovaPS', 'out/NovaPS/NovaPS.psd1' {
        $result = Invoke-Fresh "Import-Module '$root/$_' -WarningAction Stop; (Get-Command -Module NovaPS).Count"
        $result.Output | Should -Be (Import-PowerShellDataFile "$root/NovaPS.psd1").CmdletsToExport.Count
    }

    It 'finds and loads the module by name in PSModulePath' {
        $result = Invoke-Fresh "`$env:PSModulePath += [IO.Path]::PathSeparator + '$root/out'; (Get-Command Start-NovaServer).Source; (Start-NovaSimulator).IsRunning"
        $result.Output -split '\r?\n' | Should -Be 'NovaPS', 'True'
    }

    It 'adds no variable, alias or function' {
        $result = Invoke-Fresh @"
Import-Module Microsoft.PowerShell.Management, Microsoft.PowerShell.Utility
`$before = @(Get-Variable -Scope Global).Name + @(Get-Alias).Name + @(Get-ChildItem function:).Name + 'before'
Import-Module '$root/out/NovaPS'
@(@(Get-Variable -Scope Global).Name + @(Get-Alias).Name + @(Get-ChildItem function:).Name | Where-Object { `$_ -notin `$before }) -join ' '
"@
        $result.Output | Should -BeNullOrEmpty
    }

    It 'has a manifest that Test-ModuleManifest and Import-PowerShellDataFile can read' {
        (Test-ModuleManifest "$root/out/NovaPS/NovaPS.psd1").Version | Should -Be (Import-PowerShellDataFile "$root/NovaPS.psd1").ModuleVersion
    }

    It 'works with a module that has loaded another Newtonsoft.Json' {
        $result = Invoke-Fresh "'{`"a`": 1}' | ConvertFrom-Json | Out-Null; Import-Module '$root/out/NovaPS'; `$null = Connect-NovaProject -Simulator (Start-NovaSimulator 2); (Get-NovaServer).Count"
        $result.Output | Should -Be '2'
    }
}
