"""The desk over the Model Context Protocol: any MCP client can be a researcher."""
